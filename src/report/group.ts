// Puts findings of one cause together for people: one rule, saying the same of several places of one file.
import type { Finding } from '#finding/finding.js';
import { regionOf } from '#source/place.js';

/** Groups in the order of their first finding. A finding with a path of its own stays alone. */
export function groupByCause(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  findings.forEach((finding, index) => {
    const key = causeOf(finding, index);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  });
  return [...groups.values()];
}

function causeOf(finding: Finding, index: number): string {
  if (finding.evidence.length > 1 || finding.fix?.safe === false) return String(index);
  const { line } = regionOf(finding.place);
  // Several subjects at one line are told one by one: their labels differ and their messages matter.
  return [finding.rule, finding.severity, finding.confidence, finding.place.file.name, finding.remediation, finding.subjects.length > 1 ? line : ''].join('\n');
}
