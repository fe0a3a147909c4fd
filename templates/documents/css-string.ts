/** Any text as a CSS string: everything but plain letters, digits and spaces is written as an escape, so nothing can end the string or the style element. */
export function cssString(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} ]/gu, sign => `\\${(sign.codePointAt(0) ?? 0xfffd).toString(16)} `)}"`;
}
