// Cuts the text of a document into tokens, keys and block ends made explicit (go.yaml.in/yaml/v2, scannerc.go). More than 170 lines, because the four
// pieces of state (indentation, flow level, possible keys, whether a key may start) belong to every token and are of no use apart.
import { deepest } from '#source/reading.js';
import { code, isBlank, isBlankOrEnd, isBreak } from './characters.js';
import { Unreadable, type Cursor } from './cursor.js';
import { scanLiteral } from './literal.js';
import { scanPlain } from './plain.js';
import { scanQuoted } from './quoted.js';
import { scanDirective, scanName, scanTag } from './tag.js';
import { token, type Token, type TokenType } from './token.js';

/** Where a key without `?` may have begun. Only the `:` behind it tells that it was one. */
interface PossibleKey {
  readonly at: number;
  readonly column: number;
  readonly lineStart: number;
  /** Number of the token that would be preceded by a `key` token. */
  readonly token: number;
  /** It stands where nothing but a key may. */
  readonly required: boolean;
}

const longestKey = 1024;
const structure = new Map<number, TokenType>([...'[]{},'].map((character) => [character.charCodeAt(0), character as TokenType]));

export class Scanner {
  readonly #cursor: Cursor;
  readonly #queue: Token[] = [];
  /** Tokens handed out so far. */
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  /** One slot for the block context and one for each open flow collection. */
  readonly #keys: (PossibleKey | undefined)[] = [undefined];
  #keyAllowed = true;
  #ended = false;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** The next token; throws Unreadable where the text is no YAML. */
  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    return this.#queue[0] ?? token('end', this.#cursor.offset, this.#cursor.offset);
  }

  take(): Token {
    const next = this.peek();
    if (this.#queue.shift()) this.#taken++;
    return next;
  }

  // A token that may yet turn out to be a key cannot be handed out.
  #needsMore(): boolean {
    if (this.#ended) return false;
    if (this.#queue.length === 0) return true;
    return this.#keys.some((key) => key?.token === this.#taken && this.#isStillPossible(key));
  }

  #isStillPossible(key: PossibleKey): boolean {
    if (key.lineStart === this.#cursor.lineStart && key.at + longestKey >= this.#cursor.at) return true;
    if (key.required) throw missingColon(key);
    return false;
  }

  get #inFlow(): boolean {
    return this.#keys.length > 1;
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#unroll(cursor.column);
    const c = cursor.peek();
    if (c === 0) return this.#fetchEnd();
    if (cursor.column === 0 && c === code.percent) return this.#fetchDirective();
    if (cursor.atDocumentIndicator()) return this.#fetchDocumentIndicator(c);
    const indicator = structure.get(c);
    if (indicator !== undefined) return this.#fetchStructure(indicator);
    if (c === code.dash && isBlankOrEnd(cursor.peek(1))) return this.#fetchEntry();
    if (c === code.question && (this.#inFlow || isBlankOrEnd(cursor.peek(1)))) return this.#fetchExplicitKey();
    if (c === code.colon && (this.#inFlow || isBlankOrEnd(cursor.peek(1)))) return this.#fetchValue();
    if (c === code.star || c === code.ampersand) return this.#fetchScalarLike(() => scanName(cursor));
    if (c === code.bang) return this.#fetchScalarLike(() => scanTag(cursor));
    if (c === code.singleQuote || c === code.doubleQuote) return this.#fetchScalarLike(() => scanQuoted(cursor));
    if ((c === code.bar || c === code.greater) && !this.#inFlow) return this.#fetchLiteral();
    if (this.#startsPlain(c)) return this.#fetchPlain();
    throw new Unreadable(cursor.at, c === code.tab ? 'a tab indents this line; YAML allows only spaces there' : `\`${cursor.text[cursor.at] ?? ''}\` cannot start a value`);
  }

  #startsPlain(c: number): boolean {
    if (c === code.dash) return !isBlank(this.#cursor.peek(1));
    if (c === code.question || c === code.colon) return !this.#inFlow && !isBlankOrEnd(this.#cursor.peek(1));
    return !isBlankOrEnd(c) && c !== code.hash && c !== code.percent && c !== code.at && c !== code.backquote && c !== code.bar && c !== code.greater;
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      if (cursor.column === 0 && cursor.peek() === code.byteOrderMark) cursor.at++;
      // A tab may separate, but not indent.
      while (cursor.peek() === code.space || (cursor.peek() === code.tab && (this.#inFlow || !this.#keyAllowed))) cursor.at++;
      if (cursor.peek() === code.hash) while (!isBreak(cursor.peek()) && cursor.peek() !== 0) cursor.at++;
      if (cursor.takeBreak() === '') return;
      if (!this.#inFlow) this.#keyAllowed = true;
    }
  }

  #fetchEnd(): void {
    this.#unroll(-1);
    this.#dropKey();
    this.#ended = true;
    this.#push('end', this.#cursor.at, this.#cursor.at);
  }

  #fetchDirective(): void {
    this.#unroll(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    this.#queue.push(scanDirective(this.#cursor));
  }

  #fetchDocumentIndicator(c: number): void {
    this.#unroll(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    this.#pushIndicator(c === code.dash ? 'document-start' : 'document-end', 3);
  }

  #fetchStructure(indicator: TokenType): void {
    const opens = indicator === '[' || indicator === '{';
    if (opens) this.#saveKey();
    else this.#dropKey();
    if (opens) this.#keys.push(undefined);
    else if (indicator !== ',' && this.#inFlow) this.#keys.pop();
    if (this.#keys.length > deepest) throw new Unreadable(this.#cursor.at, `nesting is deeper than ${deepest} levels`, 'too-deep');
    this.#keyAllowed = opens || indicator === ',';
    this.#pushIndicator(indicator, 1);
  }

  #fetchEntry(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw new Unreadable(this.#cursor.at, 'a list item cannot start here');
      this.#roll('block-sequence', this.#cursor.column, this.#cursor.at);
    }
    this.#dropKey();
    this.#keyAllowed = true;
    this.#pushIndicator('entry', 1);
  }

  #fetchExplicitKey(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) throw new Unreadable(this.#cursor.at, 'a `?` key cannot start here');
      this.#roll('block-mapping', this.#cursor.column, this.#cursor.at);
    }
    this.#dropKey();
    this.#keyAllowed = !this.#inFlow;
    this.#pushIndicator('key', 1);
  }

  #fetchValue(): void {
    const key = this.#keys.at(-1);
    if (key && this.#isStillPossible(key)) {
      const index = key.token - this.#taken;
      this.#queue.splice(index, 0, token('key', key.at, key.at));
      this.#roll('block-mapping', key.column, key.at, index);
      this.#keys[this.#keys.length - 1] = undefined;
      this.#keyAllowed = false;
    } else {
      if (!this.#inFlow) {
        if (!this.#keyAllowed) throw new Unreadable(this.#cursor.at, 'a `:` that makes a key cannot stand here; quote the text, or check the indentation');
        this.#roll('block-mapping', this.#cursor.column, this.#cursor.at);
      }
      this.#keyAllowed = !this.#inFlow;
    }
    this.#pushIndicator('value', 1);
  }

  #fetchScalarLike(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#queue.push(scan());
  }

  #fetchLiteral(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    this.#queue.push(scanLiteral(this.#cursor, this.#indent));
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { scalar, endsLine } = scanPlain(this.#cursor, this.#indent + 1, this.#inFlow);
    if (endsLine) this.#keyAllowed = true;
    this.#queue.push(scalar);
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { at, column, lineStart } = this.#cursor;
    const required = !this.#inFlow && this.#indent === column;
    this.#dropKey();
    this.#keys[this.#keys.length - 1] = { at, column, lineStart, required, token: this.#taken + this.#queue.length };
  }

  #dropKey(): void {
    const key = this.#keys.at(-1);
    if (key?.required) throw missingColon(key);
    this.#keys[this.#keys.length - 1] = undefined;
  }

  // Opens a block collection when the column is deeper than the one around it.
  #roll(type: TokenType, column: number, at: number, index = this.#queue.length): void {
    if (this.#inFlow || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    if (this.#indents.length > deepest) throw new Unreadable(at, `nesting is deeper than ${deepest} levels`, 'too-deep');
    this.#indent = column;
    this.#queue.splice(index, 0, token(type, at, at));
  }

  // Closes the block collections that are deeper than the column.
  #unroll(column: number): void {
    if (this.#inFlow) return;
    while (this.#indent > column) {
      this.#push('block-end', this.#cursor.at, this.#cursor.at);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #push(type: TokenType, start: number, end: number): void {
    this.#queue.push(token(type, Math.min(start, this.#cursor.end), Math.min(end, this.#cursor.end)));
  }

  #pushIndicator(type: TokenType, width: number): void {
    const start = this.#cursor.at;
    this.#cursor.at += width;
    this.#push(type, start, start + width);
  }
}

function missingColon(key: PossibleKey): Unreadable {
  return new Unreadable(key.at, 'a key was expected here, but no `:` follows on the line');
}
