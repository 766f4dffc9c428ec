// Scans a scalar without quotes, over several lines where indentation allows (go.yaml.in/yaml/v2, scannerc.go, yaml_parser_scan_plain_scalar).
import { code, isBlank, isBlankOrEnd, isBreak, isFlowIndicator } from './characters.js';
import { Unreadable, type Cursor } from './cursor.js';
import { foldBreaks } from './quoted.js';
import { token, type Token } from './token.js';

export interface PlainScan {
  readonly scalar: Token;
  /** Whether the scalar ended behind a line break, so that a key may follow. */
  readonly endsLine: boolean;
}

/** `indent` is the least column of a continuation line in block context; `inFlow` says that `,[]{}` end the scalar. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScan {
  const start = cursor.at;
  let end = start;
  let content = '';
  let pending = '';
  let endsLine = false;
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.peek() === code.hash) break;
    const wordStart = cursor.at;
    while (!isBlankOrEnd(cursor.peek()) && !endsPlain(cursor, inFlow)) cursor.at++;
    if (cursor.at > wordStart) {
      content += pending + cursor.text.slice(wordStart, cursor.at);
      end = cursor.at;
      endsLine = false;
    }
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break;
    if (cursor.at > wordStart) pending = '';
    const space = takeSpace(cursor, indent);
    pending = space.fold;
    endsLine = space.brokeLine;
    if (!inFlow && cursor.column < indent) break;
  }
  return { scalar: token('scalar', start, Math.min(end, cursor.end), content, true), endsLine };
}

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const c = cursor.peek();
  return (c === code.colon && isBlankOrEnd(cursor.peek(1))) || (inFlow && (isFlowIndicator(c) || c === code.question));
}

function takeSpace(cursor: Cursor, indent: number): { fold: string; brokeLine: boolean } {
  let blanks = '';
  let firstBreak = '';
  let moreBreaks = '';
  let brokeLine = false;
  for (let c = cursor.peek(); isBlank(c) || isBreak(c); c = cursor.peek()) {
    if (isBreak(c)) {
      if (brokeLine) moreBreaks += cursor.takeBreak();
      else firstBreak = cursor.takeBreak();
      brokeLine = true;
      continue;
    }
    if (brokeLine && cursor.column < indent && c === code.tab) throw new Unreadable(cursor.at, 'a tab indents this line; YAML allows only spaces there');
    if (!brokeLine) blanks += cursor.text[cursor.at] ?? '';
    cursor.at++;
  }
  return { fold: brokeLine ? foldBreaks(firstBreak, moreBreaks) : blanks, brokeLine };
}
