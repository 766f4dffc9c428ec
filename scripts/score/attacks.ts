// Compares the privilege graph with attacks that were replayed on a real API server: what was gained is reached by the technique named, what was refused is not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinRules } from '#rule/builtin.js';
import { judge, type AttackRecord } from './attacks/judge.js';

export const defaultDirectory = '../shared/oracle/apiserver';

/** Judges every record of `attacks.jsonl`, each as one complete cluster. */
export function score(directory: string, log: (line: string) => void): { passed: number; failed: number } {
  const rules = builtinRules();
  const total = { passed: 0, failed: 0 };
  for (const line of readFileSync(join(directory, 'attacks.jsonl'), 'utf8').split('\n')) {
    if (line === '') continue;
    const record = JSON.parse(line) as AttackRecord;
    const wrong = judge(record, rules);
    if (wrong === undefined) total.passed++;
    else {
      total.failed++;
      log(`${record.id} [${record.technique}] ${record.outcome}: ${record.title}: ${wrong}`);
    }
  }
  return total;
}
