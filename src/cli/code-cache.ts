// Keeps what V8 made of the code of the last run: without it a quarter of a short run is spent compiling. Only in the bundle.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { growHeapAsEver } from './heap.js';

/** Code that was loaded, and where what V8 made of it can be kept. */
export interface LoadedCode {
  /** Keeps it, where that is not done yet. Call it when nearly all code has run: what never ran is not compiled yet. Never fails. */
  readonly keep: () => void;
}

const notKept: LoadedCode = { keep: () => undefined };

/**
 * Loads a file of CommonJS for every later `require` of it, from the user's cache directory where it is there. `name` tells versions of the file apart. Falls back to
 * plain loading where nothing can be read or written, and where NODE_DISABLE_COMPILE_CACHE is set, as for Node's own cache of this kind (since 22.1).
 */
export function loadCode(file: string, name: string): LoadedCode {
  if (process.env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return notKept;
  try {
    const { size, mtimeMs } = statSync(file);
    // V8 itself compares its version, its flags and the length of the code.
    const build = `${name}-${size}-${Math.round(mtimeMs)}`;
    const kept = join(cacheDirectory(), `${build}-node-${process.version}-${process.arch}`);
    const cachedData = read(kept);
    const script = new Script(Module.wrap(readFileSync(file, 'latin1')), { filename: file, ...(cachedData ? { cachedData } : {}) });
    const module = new Module(file);
    module.filename = file;
    // Known before it runs, as any module is: its parts may ask for it.
    const require = createRequire(file);
    require.cache[file] = module;
    (script.runInThisContext() as (...given: unknown[]) => void)(module.exports, require, module, file, dirname(file));
    module.loaded = true;
    return cachedData && script.cachedDataRejected === false ? notKept : { keep: () => write(kept, build, script) };
  } catch {
    // Then it is loaded as any file is.
    Reflect.deleteProperty(createRequire(file).cache, file);
    return notKept;
  }
}

/** The bytes that were kept, when they are whole: damaged ones would crash V8, which looks at their head and length only. */
function read(kept: string): Buffer | undefined {
  try {
    const bytes = readFileSync(kept);
    const end = bytes.length - 4;
    return bytes.readInt32LE(end) === checksum(bytes, end) ? bytes.subarray(0, end) : undefined;
  } catch {
    return undefined;
  }
}

/** Over one word of every sixteen: what fails to be written fails by blocks. */
function checksum({ buffer, byteOffset }: Buffer, length: number): number {
  // Without node:crypto, which takes 5 ms to load. A Buffer of this size is never a slice of a shared pool, so it is aligned.
  const words = new Int32Array(buffer, byteOffset, length >> 2);
  let sum = length;
  for (let at = 0; at < words.length; at += 16) sum = (Math.imul(sum, 31) + (words[at] ?? 0)) | 0;
  return sum;
}

/** Of another build nothing is left behind. Written aside first, so that no other run reads half a file. */
function write(kept: string, build: string, script: Script): void {
  try {
    const directory = dirname(kept);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const other of readdirSync(directory)) if (!other.startsWith(build)) rmSync(join(directory, other), { force: true });
    const aside = `${kept}.${process.pid}`;
    // V8 keeps its flags with the code, and refuses it where they are others: the next run begins without those that this one has set.
    growHeapAsEver();
    const bytes = script.createCachedData();
    const tail = Buffer.alloc(4);
    tail.writeInt32LE(checksum(bytes, bytes.length));
    writeFileSync(aside, Buffer.concat([bytes, tail]), { mode: 0o600 });
    renameSync(aside, kept);
  } catch {
    // It is only speed that is lost.
  }
}

function cacheDirectory(): string {
  const home = homedir();
  const standard = process.platform === 'win32' ? process.env['LOCALAPPDATA'] : process.platform === 'darwin' ? join(home, 'Library', 'Caches') : process.env['XDG_CACHE_HOME'];
  return join(standard !== undefined && standard !== '' ? standard : join(home, '.cache'), 'sa-lint', 'code');
}
