// The value of a scalar under a tag (go.yaml.in/yaml/v2, resolve.go, and encoding/json for what JSON cannot say).
import type { Scalar } from '#source/document.js';
import { resolvePlain } from '#source/scalar.js';
import { Unreadable } from './cursor.js';

const prefix = 'tag:yaml.org,2002:';

/** `at` is where an error is reported. A tag that kubectl does not know leaves the text as it is. */
export function resolveScalar(text: string, plain: boolean, tag: string | undefined, at: number): Scalar {
  if (tag === undefined && !plain) return text;
  if (tag === undefined || tag === '!') return finite(resolvePlain(text), at);
  switch (tag.startsWith(prefix) ? tag.slice(prefix.length) : '') {
    case 'bool':
      return ofType('boolean', text, tag, at);
    case 'int':
    case 'float':
      return ofType('number', text, tag, at);
    case 'null':
      return ofType('null', text, tag, at);
    case 'binary':
      return decodeBase64(text, at);
    default:
      return text;
  }
}

function ofType(type: 'boolean' | 'number' | 'null', text: string, tag: string, at: number): Scalar {
  const value = resolvePlain(text);
  const wrongInteger = tag.endsWith(':int') && typeof value === 'number' && !Number.isInteger(value);
  const found = value === null ? 'null' : typeof value;
  if (found !== type || wrongInteger) throw new Unreadable(at, `\`${text.slice(0, 40)}\` is no ${tag.slice(prefix.length)}`);
  return finite(value, at);
}

function finite(value: Scalar, at: number): Scalar {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Unreadable(at, 'JSON, and so kubectl, has no infinity and no NaN');
  return value;
}

function decodeBase64(text: string, at: number): string {
  const compact = text.replace(/[\r\n]/g, '');
  if (!/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(compact) || compact.includes('_')) throw new Unreadable(at, '!!binary needs base64');
  return Buffer.from(compact, 'base64').toString('utf8');
}
