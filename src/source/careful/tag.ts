// Scans anchors, aliases, tags and directives: rare in manifests, but kubectl knows them (go.yaml.in/yaml/v2, scannerc.go).
import { code, isBlankOrEnd, isBreak, isWord } from './characters.js';
import { Unreadable, type Cursor } from './cursor.js';
import { token, type Token } from './token.js';

const afterName = new Set([...'?:,]}%@`'].map((character) => character.charCodeAt(0)));
const inTag = /[\w\-;/?:@&=+$,.!~*'()[\]%]/;
const longForm = 'tag:yaml.org,2002:';

/** An anchor `&name` or alias `*name`; its text is the name. */
export function scanName(cursor: Cursor): Token {
  const start = cursor.at;
  const type = cursor.peek() === code.star ? 'alias' : 'anchor';
  cursor.at++;
  while (isWord(cursor.peek())) cursor.at++;
  const name = cursor.text.slice(start + 1, cursor.at);
  if (name === '' || (!isBlankOrEnd(cursor.peek()) && !afterName.has(cursor.peek()))) {
    throw new Unreadable(cursor.at, `the name of an ${type} is made of letters, digits, \`-\` and \`_\``);
  }
  return token(type, start, cursor.offset, name);
}

/** A tag; its text is the full form, like `tag:yaml.org,2002:str`, or `!` alone. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.at;
  const verbatim = cursor.peek(1) === code.less;
  cursor.at += verbatim ? 2 : 1;
  const suffixStart = cursor.at;
  while (cursor.at < cursor.end && inTag.test(cursor.text[cursor.at] ?? '')) cursor.at++;
  const written = cursor.text.slice(suffixStart, cursor.at);
  if (verbatim) {
    if (cursor.peek() !== code.greater) throw new Unreadable(cursor.at, 'a `!<` tag must end with `>`');
    cursor.at++;
  }
  if (!isBlankOrEnd(cursor.peek())) throw new Unreadable(cursor.at, 'white space must follow a tag');
  return token('tag', start, cursor.offset, verbatim ? written : fullTag(start, written));
}

function fullTag(start: number, written: string): string {
  const handleEnd = /^[\w-]*!/.exec(written)?.[0];
  if (handleEnd === undefined) return `!${written}`;
  const suffix = written.slice(handleEnd.length);
  if (suffix === '') throw new Unreadable(start, 'this tag has no name');
  if (handleEnd !== '!') throw new Unreadable(start, `the tag handle \`!${handleEnd}\` is not defined`);
  return longForm + suffix;
}

/** A `%` directive; its text is the line. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.at;
  while (!isBreak(cursor.peek()) && cursor.peek() !== 0) cursor.at++;
  const line = cursor.text.slice(start, Math.min(cursor.at, cursor.end));
  cursor.takeBreak();
  if (!/^%(?:YAML|TAG)[ \t]/.test(line)) throw new Unreadable(start, 'only the directives %YAML and %TAG exist');
  return token('directive', start, cursor.offset, line);
}

/** A directive that kubectl accepts: YAML 1.1 and nothing else. */
export function isSupported(directive: Token): boolean {
  return /^%YAML[ \t]+1\.1[ \t]*(?:#.*)?$/.test(directive.text);
}

