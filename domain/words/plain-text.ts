/** What turns round or hides the words that follow it: overrides, embeddings and isolates of writing direction. */
const turning = /[\u202A-\u202E\u2066-\u2069]/u;
const control = /[^\P{Cc}\n\r\t]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** True for words that can stand among others of ours: something is visible, nothing turns round what follows. New lines may be in them. */
export function isPlainText(text: string): boolean {
  return visible.test(text) && !turning.test(text) && !control.test(text);
}

/** The same in one line. */
export function isOneLine(text: string): boolean {
  return isPlainText(text) && !/[\n\r\t\u2028\u2029]/u.test(text);
}
