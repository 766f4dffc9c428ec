// Starts a rule: `npm run new-rule -- grant leases-writable` writes rules/grant/leases-writable.yaml, with a word on every key.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '#rule/nearest.js';
import { kinds, type Kind } from '#rule/rule.js';

/** Keys after the common ones, as they look when filled in. */
const keys: Readonly<Record<Kind, string>> = {
  grant: `# The rule speaks when a policy rule allows any one of these; wildcards count.
allows:
  - update,patch leases.coordination.k8s.io
# What to point at: the policy rule (\`rule\`), the binding's \`roleRef\`, or the \`subject\`.
anchor: rule
# A fact, subject first, no full stop.
message: '{holder} can decide who leads {scope}'
# A few words under the marked line.
label: takes over leader elections
`,
  object: `# Kinds; Workload is everything that carries a pod template.
on: [Workload]
# Facts that all hold; \`not-\` negates. They are listed in src/check/object-facts.ts.
where:
  - token-mounted
# Key paths to point at, the first one that is there wins.
at:
  - pod.automountServiceAccountToken
  - pod.serviceAccountName
  - metadata.name
message: '{object} mounts a token'
label: mounts a token
`,
  path: `# Where the path ends: ids of sinks. \`from\` and \`via\` can narrow it to footholds and techniques.
to:
  - cluster-admin
message: '{from} can become {to} in {steps}'
label: is the first step
`,
  technique: `# All of these, though from different grants: permissions (\`can\`), or nodes that are held (\`holds\`).
needs:
  - can: ['create pods/exec']
# The node that is gained; src/graph/node.ts lists them.
gives: existing-workloads
# Words for the step, verb first.
step: runs commands in {target}
`,
  setting: `# The flag, wherever it is written: static pods, kubeadm, kind, k3s, KubeletConfiguration.
component: kube-apiserver
flag: profiling
# What holds where it is not given, by version and installer.
default: "true in every version"
# What of its value is bad: is, isNot, has, lacks, over, given. \`absent\` names sources in which its absence is.
bad:
  is: ['true']
message: '{component} is started with {setting}'
label: is on
`,
  foothold: `# Type of node an attacker may start at; src/graph/node.ts lists them.
on: serviceaccount
message: '{subject} is in the hands of an attacker'
`,
  sink: `# What must not be reached: a node, or permissions (\`can\`).
can:
  - '* *.*'
message: can do everything
`,
};

const bad = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: elector
rules:
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [get, update] # finding
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: elector
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: elector
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: support
`;

const indented = (text: string) => text.replace(/^(?=.)/gm, '        ');

/** Text of a new rule file; valid, so that only what is to be filled in is missing. */
export const scaffold = (kind: Kind, id: string) => `# yaml-language-server: $schema=../../src/rule/schema.json
id: ${id}
kind: ${kind}
# One line for tables and headings.
title: ${id.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase())}
# How bad it is if true (critical, high, medium, low, info)${kind === 'grant' ? ', for each reach of the grant; leave out a reach to be silent on it' : ''}.
severity:${kind === 'grant' ? '\n  cluster: high\n  namespace: medium\n  unbound: low' : ' high'}
# How sure a match is (high, medium, low).
confidence: high
# What an attacker gains, and by which behaviour of Kubernetes.
rationale: >-
  TODO
# The smallest change first.
remediation: >-
  TODO
# Catalogues: cis, mitre, microsoft, owasp. At least one page.
references:
  urls:
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
${keys[kind]}# Run as tests: npx vitest run test/rules -t ${id}
examples:
  bad:
    - title: TODO what is wrong here
      manifests: |
${indented(bad)}  good:
    - title: TODO as near to the bad one as can be, and harmless
      manifests: |
${indented(bad.replace('[get, update] # finding', '[get]'))}`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [given = '', id = ''] = process.argv.slice(2);
  const kind = kinds.find((known) => known === given);
  if (!kind || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    console.error(kind ? `"${id}" is no rule id: write it in kebab case, like leases-writable` : `"${given}" is no kind of rule${didYouMean(given, kinds)}`);
    console.error(`usage: npm run new-rule -- ${kinds.join('|')} RULE-ID`);
    process.exit(2);
  }
  const file = `rules/${kind}/${id}.yaml`;
  const taken = kinds.map((other) => `rules/${other}/${id}.yaml`).find((path) => existsSync(path));
  if (taken) {
    console.error(`${taken} is there already`);
    process.exit(2);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, scaffold(kind, id));
  console.log(`${file} is written. Fill it in, then run its examples: npx vitest run test/rules -t ${id}`);
}
