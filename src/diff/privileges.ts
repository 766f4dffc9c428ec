// What the files of one tree give away: identities, the rights each of them is granted, and the tokens its containers get. Pure.
import { clusterWorldOf, writtenCluster } from '#cluster/cluster-world.js';
import { clusterSourcesOf } from '#cluster/components.js';
import { qualifiedName } from '#kube/object.js';
import { objectsOf } from '#kube/objects.js';
import { worldsOf } from '#kube/worlds.js';
import type { Grant, PolicyRule, Subject } from '#rbac/model.js';
import { placeAlong, placeOfSubject } from '#rbac/places.js';
import { lastDefinitions } from '#rbac/repeated.js';
import { displayName } from '#rbac/subjects.js';
import type { Place, SourceFile } from '#source/document.js';
import { readFiles } from '#source/read.js';

/** What the user says about the cluster. */
export interface PrivilegeOptions {
  readonly namespace?: string;
  readonly complete?: boolean;
  readonly kubernetesVersion?: string;
}

/** The rights of one subject in one scope, with the grants that give them. */
export interface Holding {
  /** `shop/web`, `user:jane`, `group:dev`. */
  readonly subject: string;
  /** '' is the whole cluster. */
  readonly namespace: string;
  readonly rules: readonly GrantedRule[];
  /** Bindings to roles of no file: nobody can say what they give. By the role. */
  readonly unknown: ReadonlyMap<string, { readonly grant: Grant; readonly place: Place | undefined }>;
}

export interface GrantedRule {
  readonly grant: Grant;
  readonly rule: PolicyRule;
  /** Where the binding names the subject. */
  readonly place: Place | undefined;
}

/** A token that a container of the files can read. */
export interface TokenUse {
  /** `Deployment shop/api`. */
  readonly workload: string;
  readonly container: string;
  /** The ServiceAccount it speaks for, like `shop/web`. */
  readonly serviceAccount: string;
  readonly source: string;
  readonly audience: string;
  readonly place: Place | undefined;
}

interface GrowingHolding extends Holding {
  readonly rules: GrantedRule[];
  readonly unknown: Map<string, { readonly grant: Grant; readonly place: Place | undefined }>;
}

export interface Privileges {
  /** By display name, where it is written first. */
  readonly identities: ReadonlyMap<string, Place | undefined>;
  /** By subject and namespace. */
  readonly holdings: ReadonlyMap<string, Holding>;
  readonly tokens: ReadonlyMap<string, TokenUse>;
}

export function holdingKey(subject: string, namespace: string): string {
  return `${subject}\n${namespace}`;
}

/** Of all alternatives together: what holds in one of them is given. What every cluster ships is left out. */
export function privilegesOf(files: readonly SourceFile[], { namespace, ...said }: PrivilegeOptions): Privileges {
  const identities = new Map<string, Place | undefined>();
  const holdings = new Map<string, GrowingHolding>();
  const tokens = new Map<string, TokenUse>();
  const meet = (subject: Subject, place: Place | undefined): void => {
    const name = displayName(subject);
    if (!identities.has(name)) identities.set(name, place);
  };
  const sources = readFiles(files);
  const cluster = writtenCluster(clusterSourcesOf(sources), said);
  for (const world of worldsOf(lastDefinitions(objectsOf(sources.documents, namespace === undefined ? {} : { namespace }).objects).objects)) {
    const { inventory, access } = clusterWorldOf(world, cluster);
    for (const { object } of inventory.serviceAccounts) {
      if (object.origin === 'files') meet({ kind: 'ServiceAccount', namespace: object.namespace, name: object.name }, placeAlong(object, ['metadata', 'name']));
    }
    for (const grant of access.grants) {
      if (grant.binding.origin !== 'files') continue;
      const scope = grant.scope.in === 'cluster' ? '' : grant.scope.namespace;
      for (const subject of grant.binding.subjects) {
        const place = placeOfSubject(grant.binding, subject);
        meet(subject, place);
        const key = holdingKey(displayName(subject), scope);
        const holding: GrowingHolding = holdings.get(key) ?? { subject: displayName(subject), namespace: scope, rules: [], unknown: new Map() };
        holdings.set(key, holding);
        if (!grant.role) holding.unknown.set(`${grant.binding.roleRef.kind} ${grant.binding.roleRef.name}`, { grant, place });
        for (const rule of grant.role?.rules ?? []) holding.rules.push({ grant, rule, place });
      }
    }
    for (const { object, containers } of inventory.workloads) {
      if (object.origin !== 'files') continue;
      for (const container of containers) {
        for (const token of container.tokens) {
          const serviceAccount = displayName({ kind: 'ServiceAccount', namespace: object.namespace, name: token.serviceAccount });
          const use = { workload: `${object.kind} ${qualifiedName(object)}`, container: container.name, serviceAccount, source: token.source, audience: token.audience };
          const key = Object.values(use).join('\n');
          if (!tokens.has(key)) tokens.set(key, { ...use, place: token.place ?? placeAlong(object, ['metadata', 'name']) });
        }
      }
    }
  }
  return { identities, holdings, tokens };
}
