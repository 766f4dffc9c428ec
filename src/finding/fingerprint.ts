// Gives a finding an identity that survives moved lines and renamed directories: what it is about, never where it is written.
import type { Finding } from './finding.js';

/** What makes a finding itself. */
export interface Identity {
  readonly rule: string;
  /** The API version is left out: v1beta1 turned v1 is the same object. */
  readonly object: Pick<Finding['object'], 'group' | 'kind' | 'namespace' | 'name'>;
  /** Key path, or better a key of meaning like `create pods`. Indices are taken out of it, since an item inserted above moves them. */
  readonly key: string;
  /** Only where other subjects are another matter: that no baseline hides a new one is seen to in known.ts. Any order. */
  readonly subjects?: readonly string[];
}

/** 32 hexadecimal digits. Not a secret and not a signature: a fast hash that needs nothing loaded at start-up. */
export function fingerprintOf({ rule, object, key, subjects = [] }: Identity): string {
  const unnumbered = key.includes('[') ? key.replace(/\[\d+\]/g, '[]') : key;
  let text = '';
  for (const part of [rule, object.group, object.kind, object.namespace, object.name, unnumbered, ...[...subjects].sort()]) text += `${part.length}:${part}`;
  return hash128(text);
}

/** Findings with one identity are told apart by a counter, in the order given: sort first. */
export function withDistinctFingerprints(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const times = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, times);
    return times === 1 ? finding : { ...finding, fingerprint: `${finding.fingerprint}-${times}` };
  });
}

/** Four 32-bit lanes after the public-domain cyrb53, each with multipliers of its own, mixed into each other at the end. */
function hash128(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  let c = 0x9e3779b9;
  let d = 0x7f4a7c15;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
    c = Math.imul(c ^ unit, 2246822507);
    d = Math.imul(d ^ unit, 3266489909);
  }
  for (let round = 0; round < 2; round++) {
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(c ^ (c >>> 13), 3266489909);
    c = Math.imul(c ^ (c >>> 16), 2246822507) ^ Math.imul(d ^ (d >>> 13), 3266489909);
    d = Math.imul(d ^ (d >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  }
  return [a, b, c, d].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
