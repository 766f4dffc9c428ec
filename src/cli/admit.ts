// `sa-lint admit`: each pod as the cluster would admit it, with the reason for each decision. Pure: files are read before.
import { listIn } from '#kube/grouped.js';
import type { Container, Inventory, Token, Workload } from '#kube/inventory.js';
import { refusalsOfPodSpec } from '#kube/invalid-objects.js';
import { qualifiedName, unnamedNamespace } from '#kube/object.js';
import { inside, placeIn, placeOfPart, rootOf } from '#kube/part.js';
import type { Violation } from '#kube/pod-security.js';
import { reasonsOf } from '#kube/reasons.js';
import { harmless } from '#report/harmless.js';
import { placeText } from '#report/place-text.js';
import type { Place } from '#source/document.js';
import { jsonText, locationData, placed, plainScreen, textOf, type Screen } from './access-answer.js';
import { admissionDiff } from './admit-diff.js';

export interface AdmitOptions {
  readonly format: 'text' | 'json';
  /** Shows what admission adds as a patch against the manifests; text only. */
  readonly diff?: boolean;
  readonly screen?: Screen;
}

/** The pods of the files (not of `--cluster`), in file order. */
export function admit(inventory: Inventory, options: AdmitOptions): string {
  const workloads = inventory.workloads.filter(({ object }) => object.origin === 'files');
  if (options.format === 'json') return jsonText(workloads.map((workload) => admissionData(workload, inventory)));
  if (options.diff) return admissionDiff(workloads);
  const screen = options.screen ?? plainScreen;
  if (workloads.length === 0) return 'No pod and no pod template in these files\n';
  return textOf(workloads.flatMap((workload) => [...admissionRows(workload, inventory, screen), '']));
}

/** Where the workload is: its name, or the object's first key. */
function placeOf({ object }: Workload): Place | undefined {
  const root = rootOf(object);
  const metadata = inside(root, 'metadata');
  return (metadata && placeIn(metadata, 'name')) ?? (root && placeOfPart(root));
}

/** The verdict of admission, and of validation behind it. */
function verdictOf(workload: Workload): Pick<Workload, 'admitted' | 'error'> {
  const { object, admitted, error } = workload;
  const [invalid] = error === undefined ? refusalsOfPodSpec(workload) : [];
  return invalid ? { admitted: false, error: `${object.kind} "${object.name}" is invalid: ${invalid.field}: ${invalid.message}` } : { admitted, error };
}

function admissionData(workload: Workload, inventory: Inventory): unknown {
  const { object, imagePullSecrets, podSecurity, serviceAccountName } = workload;
  const { admitted, error } = verdictOf(workload);
  const namespace = object.namespace === unnamedNamespace ? '' : object.namespace;
  const verdict = (violations: readonly Violation[]): unknown => ({
    allowed: violations.length === 0,
    violations: violations.map(({ check, message }) => ({ check, message })),
  });
  return {
    object: { apiVersion: object.group === '' ? object.version : `${object.group}/${object.version}`, kind: object.kind, namespace, name: object.name },
    location: locationData(placeOf(workload)),
    namespace,
    serviceAccountName,
    admitted,
    ...(error === undefined ? {} : { error }),
    automount: workload.automount.mounted,
    imagePullSecrets,
    podSecurity: { baseline: verdict(podSecurity.baseline), restricted: verdict(podSecurity.restricted), enforced: { ...podSecurity.enforced, ...(verdict(podSecurity.refused) as object) } },
    containers: workload.containers.map(({ name, type, tokens }) => ({
      name,
      type,
      tokens: tokens.map(({ source, path, audience, expirationSeconds, serviceAccount, forApiServer, place }) => ({
        source,
        path,
        audience,
        expirationSeconds,
        serviceAccount,
        forApiServer,
        location: locationData(place),
      })),
    })),
    why: reasonsOf(workload, inventory).map(({ message, place }) => ({ message, location: locationData(place) })),
  };
}

const labelWidth = 12;

function admissionRows(workload: Workload, inventory: Inventory, screen: Screen): readonly string[] {
  const { object, imagePullSecrets, containers, podSecurity } = workload;
  const { admitted, error } = verdictOf(workload);
  const place = placeOf(workload);
  const row = (label: string, value: string): string[] => wrapped(harmless(value), screen.width - labelWidth - 2).map((line, index) => `  ${(index === 0 ? label : '').padEnd(labelWidth)}${line}`);
  const at = (where: Place | undefined): string[] => (where ? [`${' '.repeat(labelWidth + 2)}${screen.paint('place', placeText(where))}`] : []);
  const account = qualifiedName({ namespace: object.namespace, name: workload.serviceAccountName });
  return [
    ...placed('', `${object.kind} ${qualifiedName(object)}`, place, screen, 'strong'),
    ...row('admitted', admittedText({ admitted, serviceAccountName: workload.serviceAccountName })),
    ...(error === undefined ? [] : row('', error)),
    ...(workload.serviceAccountName === '' ? [] : row('runs as', `ServiceAccount ${account}`)),
    ...tokenRows(containers).flatMap((line, index) => row(index === 0 ? 'tokens' : '', line)),
    ...(imagePullSecrets.length > 0 ? row('pulls with', imagePullSecrets.map((name) => name || '(unnamed)').join(', ')) : []),
    ...row('baseline', verdictText(podSecurity.baseline)),
    ...row('restricted', verdictText(podSecurity.restricted)),
    ...reasonsOf(workload, inventory).flatMap(({ message, place: where }, index) => [...row(index === 0 ? 'why' : '', message), ...at(where)]),
  ];
}

function admittedText({ admitted, serviceAccountName }: Pick<Workload, 'admitted' | 'serviceAccountName'>): string {
  if (admitted === 'unknown') return `unknown: ServiceAccount ${serviceAccountName} is in no file`;
  return admitted ? 'yes' : 'no';
}

function verdictText(violations: readonly Violation[]): string {
  return violations.length === 0 ? 'complies' : `violated: ${violations.map(({ reason }) => reason).join(', ')}`;
}

/** One row a token; containers that read the same one share it. */
function tokenRows(containers: readonly Container[]): readonly string[] {
  const readers = new Map<string, string[]>();
  for (const { name, tokens } of containers) for (const token of tokens) listIn(readers, tokenText(token)).push(name);
  return readers.size > 0 ? [...readers].map(([row, names]) => `${row} in ${names.join(', ')}`) : ['none'];
}

function tokenText({ source, path, audience, expirationSeconds, serviceAccount }: Token): string {
  const kind = { automount: 'mounted by admission', projected: 'projected', secret: 'from a Secret', csi: 'given to the CSI driver' }[source];
  const validity = expirationSeconds === null ? 'never expires' : `${expirationSeconds} s`;
  return `${path} (${kind}, of ${serviceAccount}, for ${audience || 'the API server'}, ${validity})`;
}

/** Breaks at spaces; a word that is too long stays whole. */
function wrapped(value: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of value.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
