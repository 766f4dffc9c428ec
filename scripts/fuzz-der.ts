// Feeds bent certificates and requests to the DER reader: `npx tsx scripts/fuzz-der.ts [RUNS] [SEED]`. Ends with the first input that crashes it or makes it read outside.
import { pathToFileURL } from 'node:url';
import { readCertificateRequest } from '#cluster/certificate-request.js';
import { readCertificate } from '#cluster/certificate.js';
import { decodeBase64 } from '#cluster/pem.js';

/** The first failing input with its reason, or undefined when all went well. The same seeds, runs and seed give the same inputs. */
export function fuzzDer(seeds: readonly Uint8Array[], runs: number, seed: number): { readonly input: string; readonly reason: string } | undefined {
  const random = randomFrom(seed);
  for (let run = 0; run < runs; run += 1) {
    const input = bend(seeds[Math.floor(random() * seeds.length)] ?? new Uint8Array(), random);
    try {
      readCertificate(guarded(input));
      readCertificateRequest(guarded(input));
    } catch (error) {
      return { input: Buffer.from(input).toString('base64'), reason: String(error) };
    }
  }
  return undefined;
}

/** Bytes that complain when an offset outside is asked for. */
function guarded(bytes: Uint8Array): Uint8Array {
  return new Proxy(bytes, {
    get(target, key) {
      if (typeof key === 'string' && /^-?\d/.test(key) && !(Number(key) < target.length && Number(key) >= 0)) throw new Error(`read at ${key} of ${target.length}`);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function bend(seed: Uint8Array, random: () => number): Uint8Array {
  const bytes = Array.from(seed);
  const at = (): number => Math.floor(random() * bytes.length);
  const interesting = [0x00, 0x01, 0x1f, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xa0, 0xff];
  for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1) {
    const choice = Math.floor(random() * 5);
    if (choice === 0) bytes[at()] = Math.floor(random() * 256);
    else if (choice === 1) bytes[at()] = interesting[Math.floor(random() * interesting.length)] ?? 0;
    else if (choice === 2) bytes.splice(at(), 1 + Math.floor(random() * 8));
    else if (choice === 3) bytes.splice(at(), 0, ...bytes.slice(at(), at() + 8));
    else bytes.length = at();
    if (bytes.length === 0) bytes.push(0x30);
  }
  return Uint8Array.from(bytes);
}

/** mulberry32: small, fast, the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [runs = '1000000', seed = '1'] = process.argv.slice(2);
  // A request for CN=a, O=b with a key that is none: only its shape counts.
  const request = decodeBase64('MDkwJAIBADAVMQowCAYDVQQDDAFhMQcwBQYDVQQKMAYwBAYCKgMDAQCgADAEBgIqAwMBAA==') ?? new Uint8Array();
  const failure = fuzzDer([request], Number(runs), Number(seed));
  console.log(failure ? `failed: ${failure.reason}\n${failure.input}` : `${runs} inputs, no failure`);
  process.exitCode = failure ? 1 : 0;
}
