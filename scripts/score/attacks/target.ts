// What a record says was to be gained, as keys of graph nodes.

export interface Target {
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly secret?: string;
  readonly configMap?: string;
  readonly persistentVolumeClaim?: string;
  readonly pod?: string;
  readonly service?: string;
  /** A name, `*` or `control-plane`. */
  readonly node?: string;
  readonly user?: string;
  readonly group?: string;
  readonly clusterAdmin?: boolean;
  readonly namespaceAdmin?: string;
  readonly cloudRole?: string;
  readonly capability?: 'network' | 'traffic' | 'scheduling';
  readonly mutationOrRead?: string;
  readonly answersFor?: string;
  readonly reads?: string;
  readonly for?: { readonly user: string } | { readonly serviceAccount: string; readonly namespace: string };
}

/** Whether the node of that key stands for the target. An identity that is impersonated for some requests stands for the identity. */
export function isTarget(target: Target, key: string): boolean {
  const keys = targetsOf(target);
  return keys.includes(key) || keys.some((each) => key.includes(`${each} for `) && key.startsWith('disguise:'));
}

function targetsOf(target: Target): readonly string[] {
  const { namespace = '' } = target;
  if (target.capability !== undefined) return [`${target.capability}@*`, `${target.capability}@${namespace}`];
  if (target.serviceAccount !== undefined) return [`serviceaccount:${namespace}/${target.serviceAccount}`];
  if (target.secret !== undefined) return [`secret:${namespace}/${target.secret}`];
  if (target.configMap !== undefined) return [`configmap:${namespace}/${target.configMap}`];
  if (target.persistentVolumeClaim !== undefined) return [`claim:${namespace}/${target.persistentVolumeClaim}`];
  if (target.pod !== undefined) return ['pod', 'deployment', 'daemonset'].map((kind) => `workload:${namespace}/${kind}/${target.pod ?? ''}`);
  if (target.node === '*') return ['node:*'];
  if (target.node === 'control-plane') return ['node:cp-1'];
  if (target.node !== undefined) return [`node:${target.node}`, `node-identity:${target.node}`];
  if (target.clusterAdmin === true) return ['admin@*'];
  if (target.user !== undefined) return [`user:${target.user}`];
  if (target.group !== undefined) return [`group:${target.group}`];
  if (target.namespaceAdmin !== undefined) return [`admin@${target.namespaceAdmin}`];
  if (target.cloudRole !== undefined) return [`cloud-identity:${target.cloudRole}`];
  if (target.mutationOrRead !== undefined) return ['admission@*'];
  if (target.answersFor !== undefined) return ['api-group@*'];
  if (target.reads !== undefined) return ['custom-resources@*'];
  return [];
}
