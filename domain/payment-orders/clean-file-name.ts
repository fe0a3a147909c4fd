const longest = 80;

/**
 * The name under which a file from a stranger is kept and offered: its last part without folders, letters, digits and a few marks alone, at most
 * eighty of them, with the ending of what it really is. Signs that turn the direction of writing, controls and leading dots are gone.
 */
export function cleanFileName(name: string, ending: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/\.\w{1,5}$/u, '')
    .replace(/[^\p{L}\p{M}\p{N} ._()№-]/gu, '')
    .replace(/\s+/gu, ' ');
  const short = [...plain]
    .slice(0, longest)
    .join('')
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${short === '' ? 'payment-order' : short}.${ending}`;
}
