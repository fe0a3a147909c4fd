/** An address fit for logs: the tokens of links are hidden, for whoever reads a log must not be able to decide in another's name. */
export function redactPath(url: string): string {
  return url.replace(/^(\/(?:t|i|q|u|sign-in)\/)[^/?#]+/, '$1…');
}
