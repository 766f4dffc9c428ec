// What the author of a custom resource gets where no file defines it, resource by resource: who may create it has it, who may read it has nothing.
import { describe, expect, test } from 'vitest';
import { builtinRules } from '#rule/builtin.js';
import data from '../../rules/kubernetes/workload-resources.json' with { type: 'json' };
import { contextOf, wayBetween } from '../graph-of.js';

/** By what pods of any content are made. */
const pods = `
  workflows cronworkflows rollouts experiments analysisruns argocds eventsources applications applicationsets (argoproj.io)
  pipelineruns taskruns (tekton.dev) services configurations (serving.knative.dev) containersources (sources.knative.dev)
  sparkapplications scheduledsparkapplications (sparkoperator.k8s.io) flinkdeployments (flink.apache.org) strimzipodsets (core.strimzi.io)
  rabbitmqclusters (rabbitmq.com) prometheuses prometheusagents alertmanagers thanosrulers (monitoring.coreos.com) restores (velero.io)
  policies (kyverno.io) scaledjobs (keda.sh) jobs (batch.volcano.sh)
  pytorchjobs tfjobs mpijobs mxjobs paddlejobs xgboostjobs jaxjobs notebooks (kubeflow.org) trainjobs (trainer.kubeflow.org)
  inferenceservices (serving.kserve.io) seldondeployments (machinelearning.seldon.io) integrations (camel.apache.org)
  environments functions (fission.io) pipelines (numaflow.numaproj.io) testruns (k6.io) gameservers fleets gameserversets (agones.dev)
  rayclusters rayjobs rayservices (ray.io) jobsets (jobset.x-k8s.io) leaderworkersets (leaderworkerset.x-k8s.io)
  clonesets statefulsets daemonsets broadcastjobs advancedcronjobs uniteddeployments (apps.kruise.io) deploymentconfigs (apps.openshift.io)
  elasticsearches (elasticsearch.k8s.elastic.co) kibanas (kibana.k8s.elastic.co) apmservers (apm.k8s.elastic.co) beats (beat.k8s.elastic.co)
  agents (agent.k8s.elastic.co) enterprisesearches (enterprisesearch.k8s.elastic.co) logstashes (logstash.k8s.elastic.co)
  elasticmapsservers (maps.k8s.elastic.co) poolers (postgresql.cnpg.io) postgresqls (acid.zalan.do) perconapgclusters (pgv2.percona.com)
  perconaservermongodbs (psmdb.percona.com) perconaservermysqls (ps.percona.com) perconaxtradbclusters (pxc.percona.com)
  mongodbcommunity (mongodbcommunity.mongodb.com) tenants (minio.min.io) solrclouds (solr.apache.org) jenkins (jenkins.io)
  opentelemetrycollectors targetallocators (opentelemetry.io) grafanas (grafana.integreatly.org)
  vmagents vmsingles vmclusters vmalerts (operator.victoriametrics.com) runners runnerdeployments runnerreplicasets runnersets (actions.summerwind.dev)
  autoscalingrunnersets ephemeralrunnersets ephemeralrunners (actions.github.com)`;

/** What others hand on; a ServiceAccount is a token of it. */
const references: Readonly<Record<string, readonly string[]>> = {
  'serviceaccount secret configmap claim': ['virtualmachines.kubevirt.io', 'virtualmachineinstances.kubevirt.io', 'virtualmachineinstancereplicasets.kubevirt.io', 'virtualmachinepools.pool.kubevirt.io'],
  'serviceaccount secret': ['issuers.cert-manager.io', 'secretstores.external-secrets.io', 'buildconfigs.build.openshift.io', 'functions.openfaas.com'],
  serviceaccount: ['pipes.camel.apache.org'],
  'secret configmap': [
    'kafkas.kafka.strimzi.io', 'kafkaconnects.kafka.strimzi.io', 'kafkanodepools.kafka.strimzi.io', 'kafkamirrormaker2s.kafka.strimzi.io', 'kafkabridges.kafka.strimzi.io',
    'clusters.postgresql.cnpg.io', 'triggerauthentications.keda.sh',
  ],
  secret: [
    'servicemonitors.monitoring.coreos.com', 'podmonitors.monitoring.coreos.com', 'probes.monitoring.coreos.com', 'scrapeconfigs.monitoring.coreos.com',
    'alertmanagerconfigs.monitoring.coreos.com', 'pushsecrets.external-secrets.io', 'backups.velero.io', 'schedules.velero.io',
  ],
  'pod serviceaccount': ['sensors.argoproj.io', 'eventlisteners.triggers.tekton.dev', 'kustomizations.kustomize.toolkit.fluxcd.io', 'helmreleases.helm.toolkit.fluxcd.io'],
};

const things: Readonly<Record<string, string>> = { pod: 'workloads@shop', serviceaccount: 'serviceaccount:shop/web', secret: 'secret:shop/key', configmap: 'configmap:shop/settings', claim: 'claim:shop/disk' };

const rows: readonly (readonly [string, readonly string[]])[] = [
  ...[...pods.matchAll(/([a-z0-9 \n]+)\(([a-z0-9.-]+)\)/g)].flatMap(([, names = '', group = '']) => names.trim().split(/\s+/).map((name) => [`${name}.${group}`, ['pod']] as const)),
  ...Object.entries(references).flatMap(([kinds, resources]) => resources.map((resource) => [resource, kinds.split(' ')] as const)),
];

describe.each(rows)('%s', (resource, kinds) => {
  test('who may create it', () => {
    expect(held(resource, 'create')).toEqual(kinds.includes('pod') ? Object.keys(things) : kinds);
  });

  test('who may read it', () => {
    expect(held(resource, 'get, list, watch')).toEqual([]);
  });
});

test('each resource of the catalogue stands here, once', () => {
  expect(rows.map(([resource]) => resource).sort()).toEqual(data.resources.map(({ resource }) => resource).sort());
});

function held(resource: string, verbs: string): readonly string[] {
  const dot = resource.indexOf('.');
  const context = contextOf([{ name: 'shop.yaml', text: shop(resource.slice(dot + 1), resource.slice(0, dot), verbs) }], builtinRules());
  return Object.entries(things).filter(([, thing]) => wayBetween(context, 'user:jane', thing)).map(([kind]) => kind);
}

function shop(group: string, resource: string, verbs: string): string {
  return `
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: key, namespace: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: disk, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: author, namespace: shop}
rules:
  - {apiGroups: [${group}], resources: [${resource}], verbs: [${verbs}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: author, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: author}
subjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]
`;
}
