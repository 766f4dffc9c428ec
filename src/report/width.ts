// Measures, cuts and wraps text in terminal columns: wide characters take two, combining marks none.

/** Blocks that terminals draw two columns wide (Unicode East Asian Width W and F, joined into a few ranges). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x231a, 0x231b], [0x23e9, 0x23ec], [0x25fd, 0x25fe], [0x2614, 0x2615], [0x26a1, 0x26a1], [0x2705, 0x2705], [0x274c, 0x274c],
  [0x2e80, 0x303e], [0x3041, 0x33ff], [0x3400, 0x4dbf], [0x4e00, 0xa4cf], [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6], [0x1f000, 0x1faff], [0x20000, 0x3fffd],
];
const combining = /\p{Mn}|\p{Me}/u;
const ascii = /^[\x20-\x7e]*$/;

/** Columns of one character (a code point). */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (wide.some(([from, to]) => code >= from && code <= to)) return 2;
  return combining.test(character) ? 0 : 1;
}

/** Columns of a text without control characters. */
export function textWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Pads with spaces to `width` columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Lines of at most `width` columns, broken at spaces; a word longer than a line is broken only when it is several lines long, since a broken path cannot be clicked. */
export function wrapped(text: string, width: number): string[] {
  const room = Math.max(20, width);
  if (text.length <= room && ascii.test(text)) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, room))) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

function pieces(word: string, room: number): string[] {
  if (word.length <= room || textWidth(word) <= room * 2) return [word];
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (textWidth(piece) + characterWidth(character) > room) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  found.push(piece);
  return found;
}
