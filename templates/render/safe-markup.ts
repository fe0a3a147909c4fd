/**
 * Markup that this code base made itself (a QR code, inlined fonts, a rendered part of a letter).
 * Only such an object passes the helper `inline` unescaped; data from outside is JSON and can never be one.
 */
export class SafeMarkup {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}
