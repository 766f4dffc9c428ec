// Puts findings of one cause together for people: one rule with one advice, wherever it speaks.
import { grouped } from '#kube/grouped.js';
import type { Finding } from '#finding/finding.js';

/** Groups in the order of their first finding. A finding with a proof of several steps, or about several subjects, has more to say and stays alone. */
export function groupByCause(findings: readonly Finding[]): Finding[][] {
  const causeOf = (finding: Finding): unknown => (isPlain(finding) ? JSON.stringify([finding.rule, finding.severity, finding.confidence, finding.remediation]) : finding);
  return [...grouped(findings, causeOf).values()];
}

function isPlain(finding: Finding): boolean {
  return finding.evidence.length <= 1 && finding.subjects.length <= 1 && finding.otherRoutes === 0;
}
