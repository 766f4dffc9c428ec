// Ways out of a container: what the settings of a workload give its containers of the node they run on.
import type { Inventory, Workload } from '#kube/inventory.js';
import { textAt } from '#source/place.js';
import { containerFact } from './container-facts.js';
import type { Sign } from './host-paths.js';
import { isControlPlane, landsOnControlPlane } from './landing.js';
import { everywhere } from './node.js';
import type { GraphStore } from './store.js';
import type { Clause } from './technique.js';
import { nodeNameOf, workloadName } from './things.js';

/** The only premise of such techniques. What they ask in `where` are facts about containers. */
export const ownNode = 'own-node';

/** Adds an edge from every workload to what each of the techniques gives it: its node, or something of a node. */
export function addEscapes(store: GraphStore, inventory: Inventory, clauses: readonly Clause[]): void {
  const escapes = clauses.map((clause) => ({ clause, facts: clause.where.map(({ name }) => containerFact(name)) }));
  // Where the files show such a node, it is held; where they show none, there may be one.
  const mayHold = inventory.ofKind('', 'Node').some(isControlPlane) ? 'control-plane-node' : 'control-plane';
  for (const workload of inventory.workloads) {
    for (const { clause: { gives: [gives = 'node'], technique }, facts } of escapes) {
      const signs = facts.map((fact) => fact?.(workload)).filter((sign) => sign !== undefined);
      if (signs.length < facts.length) continue;
      const from = store.node('workload', workload.object.namespace, workloadName(workload));
      const evidence = { of: 'place', place: signs[0]?.place, words: settingWords(signs[0]) } as const;
      const unsure = signs.some((sign) => sign.unsure);
      const given: readonly Given[] = gives === 'node' ? nodesOf(workload, mayHold) : [{ type: gives }];
      for (const { type, name, perhaps } of given) store.edge(from, store.node(type, everywhere, name), { technique, evidence, unsure: unsure || perhaps === true });
    }
  }
}

interface Given {
  readonly type: string;
  readonly name?: string;
  readonly perhaps?: boolean;
}

/** The node that it runs on; where it may be one of the control plane, that too. */
function nodesOf(workload: Workload, mayHold: string): readonly Given[] {
  const lands = landsOnControlPlane(workload);
  if (lands === 'certain') return [{ type: 'control-plane-node' }];
  const own = { type: 'node', name: nodeNameOf(workload) };
  return lands === 'perhaps' ? [own, { type: mayHold, perhaps: true }] : [own];
}

/** What a key of a pod spec says: `sets hostPID: true`, `adds SYS_ADMIN`, `mounts /etc of its node`. */
function settingWords(sign: Sign | undefined): string {
  if (!sign) return 'runs on it';
  const value = textAt(sign.place);
  const key = sign.place.route.slice(sign.place.route.lastIndexOf('.') + 1);
  if (key.endsWith(']')) return `adds ${value}`;
  if (!sign.place.route.endsWith('hostPath.path')) return `sets ${key}: ${value}`;
  return `mounts ${value} of its node${sign.unsure ? ', perhaps in the group root' : ''}`;
}
