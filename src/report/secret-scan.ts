// Reads a document just well enough to know which key owns each value on each line. A reader of its own, since frames show lines of files that may not even parse.
import { mayShowComment, ownerBelow, verdictOn, type Owner } from './shown-values.js';
import { apostrophe, brace, bracket, carriageReturn, closingBrace, closingBracket, colon, comma, dash, hash, keyEnd, lineEnd, newline, plainEnd, quote, quoteEnd, skipBlank, skipSpaces, space, tab, unquoted } from './token-ends.js';

/** Offsets into the text, end exclusive. `always`: hidden even when a finding points right at it. */
export interface Masked {
  readonly start: number;
  readonly end: number;
  readonly always: boolean;
}

/** The stretches of one document (block or flow style, or JSON) that must not be shown, in order. Linear in the text, for any nesting. */
export function scanForSecrets(text: string): Masked[] {
  const masked: Masked[] = [];
  const stack: Owner[] = [];
  let at = /^\ufeff?(?:---(?=\s|$))?/.exec(text)?.[0].length ?? 0;
  while (at < text.length) at = line(at);
  return masked;

  /** Reads the line at `from`, and whatever value goes on below it; gives the start of the next line. */
  function line(from: number): number {
    const end = lineEnd(text, from);
    let cursor = skipSpaces(text, from);
    let indent = cursor - from;
    // Column of the key or dash that a block scalar on this line must be deeper than.
    let parent = -1;
    // An item stands at the column of its list's key, or deeper.
    while (text.charCodeAt(cursor) === dash && (cursor + 1 >= end || text.charCodeAt(cursor + 1) === space)) {
      while ((stack.at(-1)?.indent ?? -1) > indent) stack.pop();
      const next = skipSpaces(text, cursor + 1);
      parent = indent;
      indent += next - cursor;
      cursor = next;
    }
    if (cursor >= end) return end + 1;
    if (text.charCodeAt(cursor) === hash) {
      comment(cursor, end);
      return end + 1;
    }
    const key = keyEnd(text, cursor, end);
    if (key === undefined) return value(cursor, end, stack.at(-1), parent);
    while ((stack.at(-1)?.indent ?? -1) >= indent) stack.pop();
    const owner = ownerBelow(stack.at(-1), unquoted(text.slice(cursor, key)), indent);
    stack.push(owner);
    const after = skipSpaces(text, key + 1);
    return after >= end ? end + 1 : value(after, end, owner, indent);
  }

  /** Judges the value at `from`; gives the start of the line after it. */
  function value(from: number, end: number, owner: Owner | undefined, parent: number): number {
    const first = text.charCodeAt(from);
    if ((first === brace && text.charCodeAt(from + 1) !== brace) || first === bracket) return lineEnd(text, flow(from, owner)) + 1;
    if (text[from] === '|' || text[from] === '>') return block(end + 1, parent);
    if (first === quote || first === apostrophe) {
      const close = quoteEnd(text, from);
      judge(from, close, owner);
      return lineEnd(text, close) + 1;
    }
    const remark = text.slice(from, end).search(/\s#/);
    judge(from, remark >= 0 ? from + remark : end, owner);
    if (remark >= 0) comment(from + remark + 1, end);
    return end + 1;
  }

  /** The lines of a block scalar: scripts, certificates, whole files. */
  function block(from: number, parent: number): number {
    let at = from;
    while (at < text.length) {
      const end = lineEnd(text, at);
      const start = skipSpaces(text, at);
      if (start < end && start - at <= parent) break;
      if (start < end) masked.push({ start, end, always: true });
      at = end + 1;
    }
    return at;
  }

  /** A flow collection from its bracket to the one that closes it, over as many lines as it takes. */
  function flow(from: number, owner: Owner | undefined): number {
    const owners: (Owner | undefined)[] = [];
    let inside = owner;
    let cursor = from;
    while (cursor < text.length) {
      switch (text.charCodeAt(cursor)) {
        case brace:
        case bracket:
          owners.push(inside);
          cursor++;
          break;
        case closingBrace:
        case closingBracket:
          owners.pop();
          inside = owners.at(-1);
          cursor++;
          if (owners.length === 0) return cursor;
          break;
        case comma:
          inside = owners.at(-1);
          cursor++;
          break;
        case space:
        case tab:
        case newline:
        case carriageReturn:
        case colon:
          cursor++;
          break;
        case hash:
          comment(cursor, lineEnd(text, cursor));
          cursor = lineEnd(text, cursor);
          break;
        default: {
          const isQuoted = text.charCodeAt(cursor) === quote || text.charCodeAt(cursor) === apostrophe;
          const end = isQuoted ? quoteEnd(text, cursor) : plainEnd(text, cursor);
          if (text.charCodeAt(skipBlank(text, end)) === colon) inside = ownerBelow(owners.at(-1), unquoted(text.slice(cursor, end)), 0);
          else judge(cursor, end, inside);
          cursor = end;
        }
      }
    }
    return cursor;
  }

  function comment(start: number, end: number): void {
    if (!mayShowComment(text.slice(start, end))) masked.push({ start, end, always: true });
  }

  function judge(start: number, end: number, owner: Owner | undefined): void {
    const whole = text.slice(start, end).trimEnd();
    const content = unquoted(whole);
    const verdict = verdictOn(content, owner);
    if (verdict.is === 'shown') return;
    const skipped = verdict.is === 'hidden' && verdict.from > 0 ? verdict.from + (content === whole ? 0 : 1) : 0;
    masked.push({ start: start + skipped, end: start + whole.length, always: verdict.is === 'hidden' });
  }
}
