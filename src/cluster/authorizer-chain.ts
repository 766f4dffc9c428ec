// The chain of authorizers that a request goes through: what the files say the API server is started with, else Node and RBAC, as kubeadm sets up a cluster.
import { decidedOutside, type Authorizer } from '#rbac/authorizer.js';
import type { Access } from '#rbac/model.js';
import type { Place, Problem } from '#source/document.js';
import { regionOf } from '#source/place.js';
import type { AbacFile } from './abac-file.js';
import type { ClusterConfiguration } from './cluster-configuration.js';

/** What is to be said about a chain. `open`: it decides by something that no file holds, or that nobody knows. `usual`: nothing follows from it. */
export interface ChainNote {
  readonly message: string;
  readonly place: Place | undefined;
  readonly weight: 'open' | 'consequence' | 'usual';
}

export interface Chain {
  readonly authorizers: readonly Authorizer[];
  readonly notes: readonly ChainNote[];
}

type Node = NonNullable<Extract<Authorizer, { mode: 'Node' }>['answer']>;

/**
 * The chain that the API server of `configuration` asks. `abac` is the policy file that the user names; without flags in the files it stands behind Node and RBAC.
 * What the chain asks outside the files (a webhook, a policy file that is missing, a mode that does not exist) becomes `Unknown`, with a note.
 */
export function chainOf(configuration: ClusterConfiguration, access: Access, abac?: AbacFile, node?: Node): Chain {
  const asksNode: Authorizer = node ? { mode: 'Node', answer: node } : { mode: 'Node' };
  const usual: readonly Authorizer[] = [asksNode, { mode: 'RBAC', access }];
  const { authorizers: configured, apiServer, apiServers, authorizationPolicyFile: policyFile } = configuration;
  const asksAbac = abac && ({ mode: 'ABAC', policies: abac.policies, file: abac.file.name } as const);
  if (!configured) {
    const elsewhere = apiServer?.flags.get('authorization-config');
    const notes: readonly ChainNote[] = elsewhere ? [{ message: `${elsewhere.value} is not among the files; Node and RBAC are asked`, place: elsewhere.place, weight: 'open' }] : [];
    return { authorizers: asksAbac ? [...usual, asksAbac] : usual, notes };
  }
  const modes = configured.map(({ mode }) => mode).join(', ');
  const started = configured.find((one) => one.place)?.place ?? apiServers.at(-1)?.place;
  const notes: ChainNote[] = [{ message: `authorized by ${modes}`, place: started, weight: 'usual' }];
  if (apiServers.length > 1) notes.push({ message: `${apiServers.length} API servers are described; the last one is asked`, place: undefined, weight: 'usual' });
  const authorizers = configured.map((one): Authorizer => {
    const place = one.place ?? started;
    switch (one.mode) {
      case 'RBAC':
        return { mode: 'RBAC', access };
      case 'Node':
        return asksNode;
      case 'AlwaysAllow':
      case 'AlwaysDeny':
        return { mode: one.mode, place };
      case 'ABAC':
        if (asksAbac) return asksAbac;
        notes.push({ message: `the policy file${policyFile ? ` ${policyFile.value}` : ''} of ABAC is not among the files: name it with --abac FILE`, place: policyFile?.place ?? place, weight: 'open' });
        return { mode: 'Unknown', what: 'ABAC' };
      case 'Webhook': {
        const webhook = { mode: one.mode, ...(one.name === undefined ? {} : { name: one.name }) } as const;
        notes.push({ message: `${decidedOutside(webhook)}: what it allows is not known`, place, weight: 'open' });
        return webhook;
      }
      default:
        notes.push({ message: `${one.mode} is no authorization mode; the API server does not start with it`, place, weight: 'open' });
        return { mode: 'Unknown', what: one.mode };
    }
  });
  const always = configured.find(({ mode }) => mode === 'AlwaysAllow');
  if (always) notes.push({ message: 'AlwaysAllow lets everybody do everything; what roles and bindings open is told as if it were gone', place: always.place ?? started, weight: 'consequence' });
  else if (!configured.some(({ mode }) => mode === 'RBAC')) notes.push({ message: 'RBAC is not asked: roles and bindings decide nothing', place: started, weight: 'consequence' });
  return { authorizers, notes };
}

/** The notes as what a report lists besides findings: open ones change the exit code, usual ones are left out. */
export function chainProblems({ notes }: Chain): readonly Problem[] {
  return notes.flatMap(({ message, place, weight }): readonly Problem[] => {
    if (!place || weight === 'usual') return [];
    const { line, column } = regionOf(place);
    return [{ file: place.file.name, line, column, code: 'authorizer', message, severity: weight === 'open' ? 'not-evaluated' : 'note' }];
  });
}
