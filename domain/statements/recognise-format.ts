/** Answers what a file that is not a 1C exchange file seems to be, as a name for people, or null where nothing tells. Judges by content, never by a file's name. */
export function recogniseFormat(bytes: Uint8Array, text: string): string | null {
  const startsWith = (...signature: readonly number[]): boolean => signature.every((byte, at) => bytes[at] === byte);
  if (startsWith(0x50, 0x4b, 0x03, 0x04)) return 'a ZIP archive or an XLSX workbook';
  if (startsWith(0xd0, 0xcf, 0x11, 0xe0)) return 'an XLS workbook';
  if (startsWith(0x25, 0x50, 0x44, 0x46)) return 'a PDF document';
  const head = text.slice(0, 100_000);
  const iso20022 = /urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3}\.\d{3}\.\d{2})/u.exec(head)?.[1];
  if (iso20022 !== undefined) return `an ISO 20022 message ${iso20022}`;
  if (/^\s*</u.test(head)) return 'an XML or HTML document';
  if (/^:34F:/mu.test(head) && !/^:60[FM]:/mu.test(head)) return 'a SWIFT MT942 interim report';
  if (/^(?:\{4:)?:(?:20|25|60[FM]):/mu.test(head)) return 'a SWIFT MT940 statement';
  if (/^[^\r\n]*[;\t,][^\r\n]*(?:\r?\n|$)/u.test(head)) return 'a table in CSV';
  return null;
}
