// `sa-lint identities`: every human, node and pod identity that the files mention, with its credentials and what it can come to hold. Pure.
import { cloudIdentitiesOf } from '#cluster/cloud.js';
import { kubeconfigsOf, type Credential } from '#cluster/kubeconfig.js';
import { signingObjectsOf } from '#cluster/signing-objects.js';
import { startOf, nodeOfSubject } from '#graph/identity.js';
import { everywhere } from '#graph/node.js';
import { pathOf } from '#graph/path.js';
import type { PrivilegeGraph } from '#graph/privilege-graph.js';
import { sinksReachedFrom } from '#graph/reach.js';
import type { Confidence } from '#finding/finding.js';
import { compareText } from '#finding/sort.js';
import type { Inventory } from '#kube/inventory.js';
import { qualifiedName } from '#kube/object.js';
import type { Access, Identity } from '#rbac/model.js';
import { placeAlong, placeOfSubject } from '#rbac/places.js';
import { displayName, identityOf, parseSubject } from '#rbac/subjects.js';
import { harmless } from '#report/harmless.js';
import { placeText } from '#report/place-text.js';
import { textWidth } from '#report/width.js';
import type { RuleSet } from '#rule/rule.js';
import type { Document, Place } from '#source/document.js';
import { jsonText, locationData, placed, textOf, type Screen } from './access-answer.js';

/** A way to be somebody. */
interface Held {
  readonly what: string;
  readonly place: Place | undefined;
}

interface Entry {
  readonly name: string;
  readonly kind: 'human' | 'group' | 'node' | 'pod';
  /** Of who is no name in a binding: complete, for the graph. */
  readonly identity: Identity | undefined;
  readonly places: Place[];
  readonly credentials: Held[];
}

/** All of them by name. Of `--cluster` files none is told. */
export function identitiesIn(documents: readonly Document[], inventory: Inventory, access: Access): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const entryOf = (name: string, identity?: Identity): Entry => {
    const known = entries.get(name);
    if (known) return known;
    const made: Entry = { name, kind: kindOf(name), identity, places: [], credentials: [] };
    entries.set(name, made);
    return made;
  };
  const note = (places: Place[], place: Place | undefined): void => {
    if (place && !place.file.cluster) places.push(place);
  };
  for (const { object } of inventory.serviceAccounts) {
    if (object.origin === 'files') note(entryOf(displayName({ kind: 'ServiceAccount', namespace: object.namespace, name: object.name })).places, placeAlong(object, ['metadata', 'name']));
  }
  for (const binding of access.bindings) {
    if (binding.origin === 'files') for (const subject of binding.subjects) note(entryOf(displayName(subject)).places, placeOfSubject(binding, subject));
  }
  for (const { object, containers } of inventory.workloads) {
    if (object.origin !== 'files') continue;
    for (const { name, tokens } of containers) {
      for (const { source, serviceAccount, forApiServer, place } of tokens) {
        if (!forApiServer) continue;
        const entry = entryOf(displayName({ kind: 'ServiceAccount', namespace: object.namespace, name: serviceAccount }));
        entry.credentials.push({ what: `token (${source}) in container ${name} of ${object.kind} ${qualifiedName(object)}`, place: place ?? placeAlong(object, ['metadata', 'name']) });
      }
    }
  }
  for (const { identity, name, credentials, place } of kubeconfigsOf(documents.filter(({ file }) => !file.cluster)).flatMap(({ users }) => users)) {
    if (!identity && name === '') continue;
    const entry = entryOf(identity ? nameOf(identity) : `user:${name}`, identity);
    note(entry.places, place);
    for (const credential of credentials) entry.credentials.push({ what: `${credentialWords(credential)}, in a kubeconfig`, place: credential.place });
  }
  for (const { object, request, approved, denied, places } of signingObjectsOf(inventory.objects)) {
    if (object.origin !== 'files' || 'error' in request.parsed) continue;
    const { commonName, organizations } = request.parsed.request;
    if (commonName === '') continue;
    const identity = { user: commonName, groups: organizations };
    const state = denied ? 'denied' : approved ? 'approved' : 'not approved yet';
    entryOf(nameOf(identity), identity).credentials.push({ what: `certificate request ${object.name} to ${request.signerName || 'no signer'}, ${state}`, place: places.request });
  }
  for (const { identity, via, user, groups = [], place } of cloudIdentitiesOf(inventory.objects)) {
    if (user === undefined || place.file.cluster) continue;
    entryOf(nameOf({ user, groups }), { user, groups }).credentials.push({ what: `${via === 'aws-auth' ? 'aws-auth' : 'an access entry'} for ${identity}`, place });
  }
  return [...entries.values()].sort((a, b) => compareText(a.name, b.name));
}

function nameOf({ user }: Identity): string {
  return displayName(parseSubject(user));
}

function kindOf(name: string): Entry['kind'] {
  if (name.startsWith('user:system:node:')) return 'node';
  if (name.startsWith('group:')) return 'group';
  return name.startsWith('user:') ? 'human' : 'pod';
}

function credentialWords(credential: Credential): string {
  switch (credential.kind) {
    case 'client-certificate': {
      const { commonName, organizations, notAfter } = credential.certificate;
      return `client certificate of ${commonName || 'nobody'}${organizations.length > 0 ? ` (${organizations.join(', ')})` : ''}${notAfter === undefined ? '' : `, until ${new Date(notAfter).toISOString().slice(0, 10)}`}`;
    }
    case 'token':
      return credential.claims ? `${credential.claims.kind} token of ${credential.claims.subject || 'somebody'}${credential.claims.expires === undefined ? ', without end' : `, until ${new Date(credential.claims.expires).toISOString().slice(0, 10)}`}` : 'static token';
    case 'file':
      return `${credential.holds} in file ${credential.path}`;
    case 'exec':
      return `what ${credential.command} prints`;
    case 'impersonation':
      return `impersonation of ${credential.user}`;
    case 'password':
      return 'password';
    case 'private-key':
      return credential.encrypted ? 'private key, encrypted' : 'private key';
    case 'auth-provider':
      return `auth provider ${credential.provider}`;
    case 'unreadable-certificate':
      return `client certificate that cannot be read: ${credential.error}`;
    default:
      throw new Error(`unreachable: ${JSON.stringify(credential satisfies never)}`);
  }
}

/** Those of them that the graph has to be told of. */
export function identitiesForGraph(entries: readonly Entry[]): Identity[] {
  return entries.flatMap(({ identity }) => (identity ? [identityOf(identity.user, identity.groups)] : []));
}

/** Sorted by name; `sinks` are ids of sink rules. */
export function identitiesText(entries: readonly Entry[], graph: PrivilegeGraph, rules: RuleSet, format: 'text' | 'json', screen: Screen): string {
  const told = entries.map((entry) => ({ ...entry, sinks: sinksOf(entry, graph, rules) }));
  if (format === 'json') {
    return jsonText(told.map(({ name, kind, places, credentials, sinks }) => ({ identity: name, kind, locations: places.map(locationData), credentials: credentials.map(({ what, place }) => ({ what, location: locationData(place) })), sinks: sinks.map(({ id }) => id), confidences: Object.fromEntries(sinks.map(({ id, confidence }) => [id, confidence])) })));
  }
  if (told.length === 0) return 'No identity is mentioned in these files\n';
  return textOf(
    told.flatMap(({ name, kind, places, credentials, sinks }) => [
      ...headRows(harmless(name), kind, places, screen),
      ...credentials.flatMap(({ what, place }) => placed('  has      ', what, place, screen)),
      ...sinks.flatMap(({ message, confidence }) => placed('  reaches  ', `${message}${confidence === 'high' ? '' : ` (${confidence} confidence)`}`, undefined, screen)),
    ]),
  );
}

/** Who, what kind of one, and where first; the place on a row of its own where it does not fit. */
function headRows(name: string, kind: string, places: readonly Place[], { paint, width }: Screen): readonly string[] {
  const [first] = places;
  const head = `${paint('strong', name)}  ${paint('quiet', kind)}`;
  if (!first) return [head];
  const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
  const at = placeText(first);
  const shown = `${paint('place', at)}${more}`;
  return textWidth(`${name}  ${kind}  ${at}${more}`) <= width ? [`${head}  ${shown}`] : [head, `    ${shown}`];
}

interface ReachedSink {
  readonly id: string;
  readonly message: string;
  /** Of the shortest way to it. */
  readonly confidence: Confidence;
}

function sinksOf({ name, kind, identity }: Entry, graph: PrivilegeGraph, rules: RuleSet): readonly ReachedSink[] {
  // A ServiceAccount without a namespace is told by its bare name, which elsewhere is a user's.
  const subject = parseSubject(kind === 'pod' && !name.includes('/') ? `/${name}` : name);
  const start = identity ? startOf(graph, identity) : nodeOfSubject(graph, subject);
  if (start === undefined) return [];
  return sinksReachedFrom(graph, start, rules).map(({ id, message, on = '', in: scope = everywhere }) => {
    const sink = graph.store.find(on, scope);
    return { id, message, confidence: sink === undefined ? 'low' : pathOf(graph, start, graph.towards(sink)).confidence };
  });
}
