// Reads one file from the disk into text, or says why not. One buffer serves all files of ordinary size.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Problem, ProblemCode } from './document.js';
import { decode } from './decode.js';

const ordinarySize = 4 << 20;
let shared: Buffer | undefined;

export type Loaded = { readonly text: string } | { readonly problem: Problem };

/** Text of the file at `path`, which the user knows as `name`. Never throws: what the disk refuses comes back as a problem. */
export function loadFile(path: string, name: string, maximumBytes: number): Loaded {
  try {
    const file = openSync(path, 'r');
    try {
      return readOpened(file, name, maximumBytes);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { problem: diskProblem(name, error) };
  }
}

/** Text of bytes that are already in memory (standard input), under the same limits as a file. */
export function loadBytes(bytes: Uint8Array, name: string, maximumBytes: number): Loaded {
  if (bytes.length > maximumBytes) return { problem: tooLarge(name, bytes.length, maximumBytes) };
  const text = decode(bytes);
  return text === undefined ? { problem: problemOf(name, 'binary', 'holds binary data, not YAML or JSON') } : { text };
}

/** A problem that concerns a file or directory as a whole. */
export function problemOf(file: string, code: ProblemCode, message: string): Problem {
  return { file, line: 1, column: 1, code, message, severity: 'not-evaluated' };
}

/** What a failed system call on `name` means to a user. */
export function diskProblem(name: string, error: unknown, kind: 'path' | 'link' = 'path'): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' && kind === 'link') return problemOf(name, 'broken-link', 'is a symbolic link to nothing');
  if (code === 'ENOENT' || code === 'ENOTDIR') return problemOf(name, 'not-found', 'does not exist');
  if (code === 'ELOOP') return problemOf(name, 'link-loop', 'is a symbolic link that leads back to itself');
  if (code === 'EACCES' || code === 'EPERM') return problemOf(name, 'unreadable', 'cannot be read: permission denied');
  return problemOf(name, 'unreadable', `cannot be read: ${code || String(error)}`);
}

function readOpened(file: number, name: string, maximumBytes: number): Loaded {
  const { size } = fstatSync(file);
  if (size > maximumBytes) return { problem: tooLarge(name, size, maximumBytes) };
  const buffer = size <= ordinarySize ? (shared ??= Buffer.allocUnsafe(ordinarySize)) : Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(file, buffer, filled, size - filled, null);
    if (count === 0) break;
    filled += count;
  }
  if (looksLikeUtf8(buffer, filled)) return { text: buffer.toString('utf8', 0, filled) };
  return loadBytes(buffer.subarray(0, filled), name, maximumBytes);
}

// Anything but a UTF-16 mark or a NUL: the short way for nearly every file. Buffer.toString keeps a UTF-8 byte order mark.
function looksLikeUtf8(buffer: Buffer, length: number): boolean {
  const first = length > 0 ? buffer[0] : 0;
  if (first === 0xff || first === 0xfe) return false;
  return !buffer.subarray(0, length).includes(0);
}

function tooLarge(name: string, size: number, maximumBytes: number): Problem {
  return problemOf(name, 'too-large', `is ${megabytes(size)} MB, more than the limit of ${megabytes(maximumBytes)} MB`);
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1e4) / 100);
}
