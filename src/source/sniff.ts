// Tells the kind of a document without reading it, where no reading could tell another: what makes skipping irrelevant documents safe. What holds `items` may be a
// list of anything, whatever its kind.

// A root mapping at column 0 whose keys all begin with a letter, so that `kind` cannot hide behind quotes, `?`, anchors, tags, `<<` or a second document.
const kindLine = /^kind:[ \t]+([A-Za-z][A-Za-z0-9]*)[ \t]*(?:#.*)?\r?$/;
const loneReturn = /\r(?!\n)/;

/** Whether a text breaks its lines at `\n` and `\r\n` only, so that its lines are what they seem. */
export function hasPlainLines(text: string): boolean {
  return !(text.includes('\r') && loneReturn.test(text)) && !text.includes('\x85') && !text.includes('\u2028') && !text.includes('\u2029');
}

/** The kind of the document in `text` (which has plain lines) from `start` to `end`, or undefined when only reading it can tell. */
export function sniffKind(text: string, start: number, end: number): string | undefined {
  let kind: string | undefined;
  let inRoot = false;
  for (let at = start; at < end; ) {
    const c = text.charCodeAt(at);
    const found = text.indexOf('\n', at);
    const lineEnd = found < 0 || found > end ? end : found;
    if (isLetter(c)) {
      inRoot = true;
      if (c === 0x6b && text.startsWith('kind', at)) {
        const match = kindLine.exec(text.slice(at, lineEnd));
        if (!match || kind !== undefined) return undefined;
        kind = match[1];
      } else if (c === 0x69 && text.startsWith('items', at)) {
        return undefined;
      }
    } else if (!inRoot ? c !== 0x23 && !isBlankLine(text, at, lineEnd) : !isInner(c)) {
      return undefined;
    }
    at = lineEnd + 1;
  }
  return kind;
}

function isLetter(c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a);
}

// What may begin a line below a root key: a space, a list item, a comment, an empty line.
function isInner(c: number): boolean {
  return c === 0x20 || c === 0x2d || c === 0x23 || c === 0x0a || c === 0x0d;
}

function isBlankLine(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === '';
}
