// Makes documents that nobody would write: real ones damaged at random, and random pieces of YAML put together. The same seed gives the same documents.

/** Numbers from 0 to `below`, exclusive, the same for a seed (xorshift32). */
export type Random = (below: number) => number;

export function seeded(seed: number): Random {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Everything that has a meaning somewhere in YAML, and a few words. */
export const pieces = [
  'a', 'kind', 'name: ', 'b: c', ': ', ':', '- ', '-', '  ', ' ', '\n', '\n  ', '\n- ', '\n  - ', '\nkey:', '\nkey: ', '\n    k: v', '\r\n', '\r', '\t', '# c', ' # c', '#', '"', "'", '"a b"', "'it''s'",
  '"a\\n\\x41"', '"a\n  b"', '[', ']', '{', '}', ', ', '[a, b]', '{a: 1}', '{"a":1}', '[]', '{}', '&x ', '*x', '\na: &x y', '\nb: *x', '\n- *x', '!!str ', '!foo ', '<<: ', '? ', '|', '>', '|\n  text\n', '>-\n  a\n  b\n', '|+\n  a\n\n', '...', '\n...\n',
  '---', '\n---\n', '%YAML 1.1\n', 'yes', 'n', '0777', '1_000', '1e3', '.inf', '~', 'null', '{{ .x }}', 'openAPIV3Schema:', '\nopenAPIV3Schema:\n  ', 'secretName: ', '@', '`', '%', '\ufeff', '\u00e9', '\ud83d\ude00', '\u0085', '\u2028', '\x07', '=',
] as const;

/** A document of random pieces. */
export function assemble(random: Random): string {
  let text = '';
  for (let count = random(16) + 1; count > 0; count--) text += pieces[random(pieces.length)] ?? '';
  return text;
}

/** A text with one to four things changed in it. */
export function damage(random: Random, text: string): string {
  let damaged = text;
  for (let count = random(4) + 1; count > 0; count--) damaged = damageOnce(random, damaged);
  return damaged;
}

function damageOnce(random: Random, text: string): string {
  const at = random(text.length + 1);
  const piece = pieces[random(pieces.length)] ?? '';
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random(8));
    case 2:
      return text.slice(0, at) + piece + text.slice(at + piece.length);
    case 3:
      return shiftLine(text, at, random(2) === 0 ? ' ' : '  ');
    case 4:
      return unshiftLine(text, at);
    default:
      return text.slice(0, at) + text.slice(Math.max(0, at - random(30)));
  }
}

function shiftLine(text: string, at: number, by: string): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  return text.slice(0, lineStart) + by + text.slice(lineStart);
}

function unshiftLine(text: string, at: number): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  return text.slice(0, lineStart) + text.slice(lineStart).replace(/^ /, '');
}
