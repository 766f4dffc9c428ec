// Flat risks of RBAC: every grant rule asked of every role or binding of the files.
import type { Finding } from '#finding/finding.js';
import { boundRolesOf, restatesBinding } from './bound-roles.js';
import type { CheckContext } from './context.js';
import { onBinding } from './grant-on-bindings.js';
import { onRole, onWholeRole } from './grant-on-roles.js';
import { inOrderOfUnless } from './order.js';
import { readyOf, type Spoken } from './ready-rule.js';

/** Findings of all grant rules. */
export function* checkGrants(context: CheckContext): Generator<Finding> {
  const bound = boundRolesOf(context);
  const grants = context.access.grants.filter(({ binding }) => binding.origin === 'files' && !restatesBinding(binding));
  const spoken: Spoken = new Map();
  for (const rule of inOrderOfUnless(context.rules.grant)) {
    const ready = readyOf(rule);
    if (!ready) continue;
    if (rule.anchor === 'rule') for (const role of bound) if (!role.restated) yield* onRole(context, ready, role, spoken);
    if (rule.anchor === 'role') for (const role of bound) yield* onWholeRole(context, ready, role);
    if (rule.anchor === 'roleRef' || rule.anchor === 'subject') for (const grant of grants) yield* onBinding(context, ready, grant, spoken);
  }
}
