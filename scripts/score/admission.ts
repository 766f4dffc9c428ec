// Compares admission with recorded answers of Kubernetes: ServiceAccounts, Pod Security, the node authorizer, references, selectors, token Secrets, certificates.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Fields, Scorer } from './admission/record.js';
import { scoreNamespaces } from './admission/namespaces.js';
import { scoreNode } from './admission/node.js';
import { scorePodSecurity } from './admission/pod-security.js';
import { scoreReferences } from './admission/references.js';
import { scoreSelectors } from './admission/selectors.js';
import { scoreServiceAccountAdmission } from './admission/serviceaccount.js';
import { scoreTokenSecrets } from './admission/token-secrets.js';
import { scoreCsr } from './csr.js';

export const defaultDirectory = '../shared/oracle/admission';

/** How each recorded set is compared. */
export const sets: Readonly<Record<string, Scorer>> = {
  'serviceaccount-admission': scoreServiceAccountAdmission,
  'pod-security': scorePodSecurity,
  'podsecurity-namespace': scoreNamespaces,
  'node-authorizer': scoreNode,
  'podspec-refs': scoreReferences,
  selectors: scoreSelectors,
  'token-secrets': scoreTokenSecrets,
};

export function score(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  let [passed, failed] = [0, 0];
  for (const [name, scorer] of Object.entries(sets)) {
    const text = recorded(join(directory, `${name}.jsonl`));
    if (text === undefined) {
      log(`${name}: not in ${directory}`);
      continue;
    }
    const before = { passed, failed };
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const record = JSON.parse(line) as Fields;
      const differences = scorer(record);
      if (differences.length === 0) passed++;
      else failed++;
      for (const difference of differences) log(`${name} ${String(record['id'])} ${difference}`);
    }
    log(`${name}: ${passed - before.passed} passed, ${failed - before.failed} failed`);
  }
  if (!existsSync(join(directory, 'csr.jsonl'))) {
    log(`csr: not in ${directory}`);
    return { passed, failed };
  }
  const certificates = scoreCsr(directory, log);
  log(`csr: ${certificates.passed} passed, ${certificates.failed} failed`);
  return { passed: passed + certificates.passed, failed: failed + certificates.failed };
}

/** A file of records, plain or packed by scripts/record-admission.ts. */
function recorded(file: string): string | undefined {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const packed = `${file}.br`;
  return existsSync(packed) ? brotliDecompressSync(readFileSync(packed)).toString('utf8') : undefined;
}
