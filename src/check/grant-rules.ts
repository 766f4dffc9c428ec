// Flat risks of RBAC: every grant rule asked of every role or binding of the files.
import type { Finding } from '#finding/finding.js';
import type { GrantRule } from '#rule/rule.js';
import { boundRolesOf, restatesBinding, type BoundRole } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { onBinding } from './grant-on-bindings.js';
import { onAllowed, onPolicies, onWholeRole } from './grant-on-roles.js';
import { inOrderOfUnless } from './order.js';
import { readyOf, type ReadyRule, type Spoken } from './ready-rule.js';
import { RulesByEntry } from './rules-by-entry.js';

/** Findings of all grant rules. Every rule is asked of a role or binding after those that its `unless` names. */
export function checkGrants(context: CheckContext): readonly Finding[] {
  const findings: Finding[] = [];
  const rules = inOrderOfUnless(context.rules.grant).flatMap((rule) => readyOf(rule) ?? []);
  const ofRoles = new RulesByEntry(rules.filter(({ rule }) => isOfRole(rule)));
  const ofBindings = rules.filter(({ rule }) => !isOfRole(rule));
  for (const role of boundRolesOf(context)) {
    const spoken: Spoken = new Map();
    for (const ready of ofRoles.about(role.resources)) {
      if (ready.rule.anchor === 'rule' && role.restated) continue;
      findings.push(...aboutRole(context, ready, role, spoken));
    }
  }
  for (const grant of context.access.grants) {
    if (grant.binding.origin !== 'files' || grant.binding.kind === 'Authorizer' || restatesBinding(grant.binding)) continue;
    const spoken: Spoken = new Map();
    for (const ready of ofBindings) {
      const finding = onBinding(context, ready, grant, spoken);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

function aboutRole(context: CheckContext, ready: ReadyRule, role: BoundRole, spoken: Spoken): readonly Finding[] {
  if (ready.rule.anchor === 'role') return onWholeRole(context, ready, role);
  return ready.rule.allows ? onAllowed(context, ready, role, spoken) : onPolicies(context, ready, role, spoken);
}

function isOfRole({ anchor }: GrantRule): boolean {
  return anchor === 'rule' || anchor === 'role';
}
