// Applies what an attacker writes to roles and bindings, as far as the API server would let them.
import { objectsOf } from '#kube/objects.js';
import type { KubeObject } from '#kube/object.js';
import { mayWrite, rbacResources } from '#rbac/escalation.js';
import { decodeRbac } from '#rbac/decode.js';
import type { RbacManifest } from '#rbac/manifest.js';
import type { Access, Identity } from '#rbac/model.js';
import { readText } from '#source/read.js';
import type { AttackRecord, Step } from './judge.js';

/** The objects that the attacker's own requests leave behind, as manifests that stand before those of the record. */
export function appliedWrites(record: AttackRecord, attacker: Identity, access: Access): readonly string[] {
  return record.steps.flatMap((step) => {
    if (step.as !== attacker.user || !['POST', 'PATCH', 'PUT'].includes(step.method)) return [];
    const [, namespace = '', resource = '', name = ''] = /^\/apis\/rbac\.authorization\.k8s\.io\/v1\/(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/([^/]+))?$/.exec(step.path) ?? [];
    const kind = Object.entries(rbacResources).find(([, plural]) => plural === resource)?.[0];
    if (kind === undefined) return [];
    const old = name === '' ? undefined : manifestOf(record.manifests, kind, namespace, name);
    const object = written(step, kind, namespace, old);
    const verb = { POST: 'create', PATCH: 'patch', PUT: 'update' }[step.method] ?? '';
    const asked = access.decide(attacker, { verb, apiGroup: 'rbac.authorization.k8s.io', resource, subresource: '', namespace, name });
    const verdict = mayWrite(access, attacker, { object, ...(old ? { old } : {}), namespace, name });
    return asked.allowed && verdict.outcome === 'allowed' ? [JSON.stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', ...object })] : [];
  });
}

function written(step: Step, kind: string, namespace: string, old: RbacManifest | undefined): RbacManifest {
  const body = step.body as RbacManifest;
  const metadata = { ...old?.metadata, ...body.metadata, labels: { ...old?.metadata.labels, ...body.metadata.labels }, ...(namespace === '' ? {} : { namespace }) };
  return { ...old, ...body, kind, metadata };
}

function manifestOf(manifests: string, kind: string, namespace: string, name: string): RbacManifest | undefined {
  const { objects } = objectsOf(readText('record.yaml', manifests).documents, {});
  const found = objects.find((object: KubeObject) => object.kind === kind && object.namespace === namespace && object.name === name);
  return found?.node && decodeRbac(found, found.node).manifest;
}
