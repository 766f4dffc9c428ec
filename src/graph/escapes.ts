// Ways out of a container: what the settings of a workload give its containers of the node they run on.
import type { Inventory, Workload } from '#kube/inventory.js';
import type { Place } from '#source/document.js';
import { containerFact } from './container-facts.js';
import type { Sign } from './host-paths.js';
import { everywhere } from './node.js';
import type { GraphStore } from './store.js';
import type { Clause } from './technique.js';
import { nodeNameOf, workloadName } from './things.js';

/** The only premise of such techniques. What they ask in `where` are facts about containers. */
export const ownNode = 'own-node';

/** Adds an edge from every workload to what each of the techniques gives it: its node, or something of a node. */
export function addEscapes(store: GraphStore, inventory: Inventory, clauses: readonly Clause[]): void {
  const escapes = clauses.map((clause) => ({ clause, facts: clause.where.map(({ name }) => containerFact(name)) }));
  for (const workload of inventory.workloads) {
    for (const { clause, facts } of escapes) {
      const signs = facts.map((fact) => fact?.(workload)).filter((sign) => sign !== undefined);
      const [gives = 'node'] = clause.gives;
      if (signs.length === facts.length) addEscape(store, workload, gives, clause.technique, signs);
    }
  }
}

function addEscape(store: GraphStore, workload: Workload, gives: string, technique: number, signs: readonly Sign[]): void {
  const from = store.node('workload', workload.object.namespace, workloadName(workload));
  const to = store.node(gives, everywhere, gives === 'node' ? nodeNameOf(workload) : '');
  const [sign] = signs;
  store.edge(from, to, { technique, evidence: { of: 'place', place: sign?.place, words: settingWords(sign) }, unsure: signs.some(({ unsure }) => unsure) });
}

/** What a key of a pod spec says: `sets hostPID: true`, `adds SYS_ADMIN`, `mounts /etc of its node`. */
function settingWords(sign: Sign | undefined): string {
  if (!sign) return 'runs on it';
  const value = textOf(sign.place);
  const key = sign.place.route.slice(sign.place.route.lastIndexOf('.') + 1);
  if (key.endsWith(']')) return `adds ${value}`;
  if (!sign.place.route.endsWith('hostPath.path')) return `sets ${key}: ${value}`;
  return `mounts ${value} of its node${sign.unsure ? ', perhaps in the group root' : ''}`;
}

function textOf({ file, start, end }: Place): string {
  return file.text.slice(start, end).replace(/^(['"])(.*)\1$/s, '$2');
}
