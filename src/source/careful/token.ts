// The tokens between scanner and composer.

export type TokenType =
  | 'directive' | 'document-start' | 'document-end' | 'end'
  | 'block-sequence' | 'block-mapping' | 'block-end'
  | '[' | ']' | '{' | '}' | ','
  | 'entry' | 'key' | 'value'
  | 'anchor' | 'alias' | 'tag' | 'scalar';

/** `start` and `end` are offsets into the file. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** Content of a scalar; name of an anchor or alias; full form of a tag; text of a directive. */
  readonly text: string;
  /** Of a scalar: written without quotes and not as a block. */
  readonly plain: boolean;
}

export function token(type: TokenType, start: number, end: number, text = '', plain = false): Token {
  return { type, start, end, text, plain };
}
