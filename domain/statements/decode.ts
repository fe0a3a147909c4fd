/** Encodings a file may come in. `cp866` is the DOS encoding of the exchange format. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'cp866';

export type DecodeWarning = 'incomplete_last_character';

/** `encoding` is null where no known encoding shows one of the expected words; the text is then a guess, good for quoting only. */
export type DecodedText = Readonly<{ text: string; encoding: TextEncoding | null; warnings: readonly DecodeWarning[] }>;

const byteOrderMarks: ReadonlyArray<readonly [TextEncoding, readonly number[]]> = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const decoderLabels: Readonly<Record<TextEncoding, string>> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1251': 'windows-1251',
  cp866: 'ibm866',
};

/**
 * Answers the text of a file and the encoding it really has: byte-order mark, else strict UTF-8, else windows-1251 or CP866,
 * whichever shows one of `expectedWords` (compared without case). What a file says of itself is not asked: such labels lie.
 */
export function decodeText(bytes: Uint8Array, expectedWords: readonly string[]): DecodedText {
  for (const [encoding, mark] of byteOrderMarks) {
    if (!mark.every((byte, at) => bytes[at] === byte)) continue;
    const text = decodeStrictly(bytes, encoding);
    return text === null ? guess(bytes) : { text, encoding, warnings: [] };
  }
  const utf8 = decodeStrictly(bytes, 'utf-8');
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8', warnings: [] };
  const cutUtf8 = decodeCutUtf8(bytes);
  if (cutUtf8 !== null && holdsAny(cutUtf8, expectedWords)) return { text: cutUtf8, encoding: 'utf-8', warnings: ['incomplete_last_character'] };
  for (const encoding of ['windows-1251', 'cp866'] as const) {
    const text = decodeStrictly(bytes, encoding);
    if (text !== null && holdsAny(text, expectedWords)) return { text, encoding, warnings: [] };
  }
  return guess(bytes);
}

function decodeStrictly(bytes: Uint8Array, encoding: TextEncoding): string | null {
  try {
    return new TextDecoder(decoderLabels[encoding], { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A file cut inside its last character is still UTF-8, and the reader should say "cut", not "unknown encoding". */
function decodeCutUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

function guess(bytes: Uint8Array): DecodedText {
  return { text: new TextDecoder('windows-1251').decode(bytes), encoding: null, warnings: [] };
}

function holdsAny(text: string, words: readonly string[]): boolean {
  const upper = text.toUpperCase();
  return words.some(word => upper.includes(word.toUpperCase()));
}
