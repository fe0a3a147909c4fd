const allowedSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** An address fit for href, src or action: http(s), mailto, tel, or a path, query or fragment of our own. Anything else becomes a dead address. */
export function safeUrl(value: string): string {
  const address = value.trim();
  if (/^(\/(?![/\\])|\?|#)/.test(address)) return address;
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(address)?.[0].toLowerCase();
  return scheme !== undefined && allowedSchemes.has(scheme) ? address : 'about:invalid';
}
