// Resolves a plain scalar as kubectl does: YAML 1.1 with Go's integer syntax, no sexagesimal numbers, no dates (go.yaml.in/yaml/v2, resolve.go).
import type { Scalar } from './document.js';

const words = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
]);

const longestWord = 5;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const decimal = /^[-+]?(?:0|[1-9]\d*)$/;
const radixes: readonly (readonly [pattern: RegExp, prefix: string])[] = [
  [/^([-+]?)0[xX]([\da-fA-F]+)$/, '0x'],
  [/^([-+]?)0[oO]?([0-7]+)$/, '0o'],
  [/^([-+]?)0[bB]([01]+)$/, '0b'],
];

/** The value of an unquoted scalar. Infinities and NaN come out as such; kubectl rejects them, as JSON has no form for them. */
export function resolvePlain(text: string): Scalar {
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  const first = text.charCodeAt(0);
  if (first === 0x2e) return resolveFraction(text);
  const numberLike = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b;
  return numberLike ? resolveNumber(text) : text;
}

/** A key as kubectl writes it into JSON, or undefined for keys that it rejects (null). */
export function keyText(value: Scalar): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  return typeof value === 'number' && !Number.isSafeInteger(value) ? floatKey(value) : String(value);
}

function resolveFraction(text: string): Scalar {
  const value = float.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : text;
}

function resolveNumber(text: string): Scalar {
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (decimal.test(digits)) return finite(Number(digits), text);
  for (const [pattern, prefix] of radixes) {
    const match = pattern.exec(digits);
    const number = match && inRange(`${prefix}${match[2] ?? ''}`, match[1] ?? '');
    if (number !== undefined && number !== null) return number;
  }
  return float.test(digits) ? finite(Number(digits), text) : text;
}

// Beyond 64 bits Go's ParseInt and ParseUint fail, and what is no decimal float stays a string.
function inRange(magnitude: string, sign: string): number | undefined {
  const value = BigInt(magnitude);
  const limit = sign === '-' ? 2n ** 63n : sign === '+' ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  if (value > limit) return undefined;
  return value === 0n ? 0 : Number(sign === '-' ? -value : value);
}

// Go's ParseFloat calls 1e400 out of range, so that it stays a string; an integer has no minus zero.
function finite(value: number, text: string): Scalar {
  if (!Number.isFinite(value)) return text;
  return value === 0 && decimal.test(text) ? 0 : value;
}

// strconv.FormatFloat(key, 'g', -1, 32), as sigs.k8s.io/yaml formats float keys.
function floatKey(value: number): string {
  const single = Math.fround(value);
  for (let precision = 1; precision <= 9; precision++) {
    const text = single.toExponential(precision - 1);
    if (Math.fround(Number(text)) !== single) continue;
    const [digits = '', exponent = '0'] = text.split('e');
    const power = Number(exponent);
    if (power >= -4 && power < Math.max(precision, 21)) return String(Number(text));
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return String(single);
}
