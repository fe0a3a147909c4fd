const opensRegex = /(?:^|[(,=:[!&|?{};+\-*%~^<>\n]|\b(?:return|typeof|case|in|of|do|else|void|throw|await))\s*$/;

type Piece = Readonly<{ end: number; comment: boolean }>;

/**
 * The source with its comments turned into spaces, so that laws about code do not meet the words of a comment.
 * Strings, template literals and regular expressions stay; every character keeps its line and column.
 */
export function blankComments(source: string): string {
  const open: OpenBraces = { depth: 0, templates: [] };
  let result = '';
  while (result.length < source.length) {
    const at = result.length;
    const { end, comment } = commentAt(source, at) ?? { end: codeEnd(source, result, open), comment: false };
    const piece = source.slice(at, end);
    result += comment ? piece.replace(/[^\n]/g, ' ') : piece;
  }
  return result;
}

/** How deep in braces the reader is, and at which depths an expression of a template literal began. */
type OpenBraces = { depth: number; templates: number[] };

function commentAt(source: string, at: number): Piece | undefined {
  if (source.startsWith('//', at)) return { end: endOf(source, '\n', at), comment: true };
  if (source.startsWith('/*', at)) return { end: Math.min(source.length, endOf(source, '*/', at + 2) + 2), comment: true };
  return undefined;
}

/** Where the string, regular expression or single character that begins after `before` ends. */
function codeEnd(source: string, before: string, open: OpenBraces): number {
  const at = before.length,
    char = source[at];
  const template = (): number => endOfTemplate(source, at + 1, () => open.templates.push(open.depth));
  switch (char) {
    case '"':
    case "'":
      return endOfQuoted(source, at + 1, char);
    case '`':
      return template();
    case '/':
      return opensRegex.test(before.slice(-40)) ? endOfRegex(source, at + 1) : at + 1;
    case '{':
      open.depth += 1;
      return at + 1;
    case '}':
      if (open.templates.at(-1) === open.depth) {
        open.templates.pop();
        return template();
      }
      open.depth -= 1;
      return at + 1;
    default:
      return at + 1;
  }
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found;
}

function endOfQuoted(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === quote || source[at] === '\n') return at + 1;
  }
  return source.length;
}

function endOfRegex(source: string, from: number): number {
  let inClass = false;
  for (let at = from; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\n') return from;
    if (char === '\\') at += 1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at + 1;
  }
  return source.length;
}

/** The end of a template literal, or of its part before `${`, where `opened` is told that an expression begins. */
function endOfTemplate(source: string, from: number, opened: () => void): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '`') return at + 1;
    else if (source[at] === '$' && source[at + 1] === '{') {
      opened();
      return at + 2;
    }
  }
  return source.length;
}
