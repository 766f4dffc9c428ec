// The chain of authorizers that a question goes through: what the files say the API server is started with, else Node and RBAC, as kubeadm sets up a cluster.
import { clusterConfigurationOf } from '#cluster/cluster-configuration.js';
import type { AbacPolicy } from '#rbac/abac.js';
import type { Authorizer } from '#rbac/authorizer.js';
import type { Access } from '#rbac/model.js';
import { placeText } from '#report/place-text.js';
import type { Document } from '#source/document.js';

export interface Chain {
  readonly authorizers: readonly Authorizer[];
  /** Why it is not the usual one, and what of it cannot be known; for stderr. */
  readonly notes: readonly string[];
}

type Node = Extract<Authorizer, { mode: 'Node' }>['answer'];

/** `abac` is the policy file that the user names; without flags in the files it stands behind Node and RBAC. */
export function chainOf(documents: readonly Document[], access: Access, node: NonNullable<Node>, abac?: { readonly file: string; readonly policies: readonly AbacPolicy[] }): Chain {
  const usual: readonly Authorizer[] = [{ mode: 'Node', answer: node }, { mode: 'RBAC', access }];
  const { authorizers: configured, apiServer, apiServers, authorizationPolicyFile: policyFile } = clusterConfigurationOf(documents);
  if (!configured) {
    const elsewhere = apiServer?.flags.get('authorization-config');
    return { authorizers: abac ? [...usual, { mode: 'ABAC', ...abac }] : usual, notes: elsewhere ? [`${placeText(elsewhere.place)}: ${elsewhere.value} is not among the files; Node and RBAC are asked`] : [] };
  }
  const modes = configured.map(({ mode }) => mode).join(', ');
  const place = configured.find((one) => one.place)?.place ?? apiServers.at(-1)?.place;
  const notes = [`authorized by ${modes}${place ? `, as ${placeText(place)} says` : ''}`];
  if (apiServers.length > 1) notes.push(`${apiServers.length} API servers are described; the last one is asked`);
  const authorizers = configured.map((one): Authorizer => {
    switch (one.mode) {
      case 'RBAC':
        return { mode: 'RBAC', access };
      case 'Node':
        return { mode: 'Node', answer: node };
      case 'AlwaysAllow':
      case 'AlwaysDeny':
        return { mode: one.mode };
      case 'ABAC':
        if (abac) return { mode: 'ABAC', ...abac };
        notes.push(`the policy file${policyFile ? ` ${policyFile.value}` : ''} of ABAC is not among the files: name it with --abac FILE`);
        return { mode: 'Unknown', what: 'ABAC' };
      case 'Webhook':
        return { mode: 'Webhook', ...(one.name === undefined ? {} : { name: one.name }) };
      default:
        notes.push(`${one.mode} is no authorization mode; the API server does not start with it`);
        return { mode: 'Unknown', what: one.mode };
    }
  });
  return { authorizers, notes };
}
