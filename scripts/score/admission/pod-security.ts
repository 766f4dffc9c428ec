// Compares the Pod Security evaluator with recorded answers: each level and version, at each stage of the pod's way.
import { podSecurityViolations, type PodSecurityLevel, type PodSecurityVersion, type PodStage } from '#kube/pod-security.js';
import { compare, fields, list, string, type Json, type Scorer } from './record.js';
import { templateOf } from './serviceaccount.js';

/** The recorded results of each stage; where they are left out they are the same as `results`. */
const stages: Readonly<Record<string, PodStage>> = { results: 'pod', resultsUndefaulted: 'written', resultsTemplate: 'template', resultsPodCreate: 'created' };

export const scorePodSecurity: Scorer = (record) => {
  const { annotations, spec } = templateOf(fields(record, 'pod'));
  return Object.entries(stages).flatMap(([key, stage]) => {
    const results = list(record, record[key] === undefined ? 'results' : key);
    return results.flatMap((result) =>
      list(result, 'versions').flatMap((version) => {
        const level = string(result, 'level') as PodSecurityLevel;
        const failures = podSecurityViolations({ annotations, spec, stage }, level, minorOf(version)).map(({ check, reason, detail }) => ({ id: check, reason, detail }));
        const { allowed, failures: expected } = fields(result);
        return compare(`${key} ${level}:${String(version)}`, { allowed, failures: sortedById(list(expected)) }, { allowed: failures.length === 0, failures: sortedById(failures) });
      }),
    );
  });
};

function minorOf(version: Json): PodSecurityVersion {
  return version === 'latest' ? 'latest' : Number(String(version).slice('v1.'.length));
}

function sortedById(failures: readonly Json[]): readonly Json[] {
  return [...failures].sort((a, b) => (string(a, 'id') < string(b, 'id') ? -1 : 1));
}
