// Which files of a directory are read without being named: manifests by their extension, and the few others that set up a cluster.

const manifest = /\.(?:ya?ml|json)$/i;

interface Format {
  /** Of the whole path. */
  readonly name: RegExp;
  /** What a file of that name holds, if it is one. */
  readonly holds: RegExp;
  readonly isYaml: boolean;
}

/** ABAC, one policy a line. */
const policies: Format = { name: /(?:abac|polic)[^/]*\.jsonl$/i, holds: /abac\.authorization\.kubernetes\.io/, isYaml: false };

/** Files of other names, which many other programs use as well: what they hold decides. */
const formats: readonly Format[] = [
  // systemd units, their drop-ins, and the files of their variables.
  { name: /(?:\.service|\.service\.d\/[^/]+\.conf|(?:^|\/)(?:default|sysconfig)\/kubelet)$/, holds: /\bkube(?:-apiserver|-controller-manager|-scheduler|let)\b/i, isYaml: false },
  // The third name that kustomize looks for.
  { name: /(?:^|\/)Kustomization$/, holds: /^["']?[A-Za-z]\w*["']?[ \t]*:/m, isYaml: true },
  policies,
  // kubeconfigs as kubectl, kubeadm and most scripts call them.
  {
    name: /(?:\.kubeconfig|(?:^|\/)kubeconfig|(?:^|\/)\.kube\/config|(?:^|\/)(?:admin|super-admin|kubelet|bootstrap-kubelet|controller-manager|scheduler)\.conf)$/,
    holds: /(?:^|[\s{,])["']?(?:clusters|users|contexts)["']?[ \t]*:/,
    isYaml: true,
  },
];

/** Whether a file is taken for a manifest when the user did not name it. */
export function isManifestName(name: string): boolean {
  return manifest.test(name);
}

/** Whether a file of that name is looked into when the user did not name it. */
export function mayMatter(name: string): boolean {
  return isManifestName(name) || formats.some((format) => format.name.test(name));
}

/** Whether a file is what its name lets hope; manifests are, whatever they hold. */
export function isWhatItSeems(name: string, text: string): boolean {
  return isManifestName(name) || formatOf(name, text) !== undefined;
}

/** Whether a file is read by another reader than that of YAML. */
export function isOtherFormat(name: string, text: string): boolean {
  return !isManifestName(name) && formatOf(name, text)?.isYaml === false;
}

/** Whether the text of a file, whatever its name, has policies of ABAC. */
export function holdsPolicies(text: string): boolean {
  return policies.holds.test(text);
}

/** Whether a file is a policy file of ABAC that is no manifest. */
export function isPolicyFile(name: string, text: string): boolean {
  return formatOf(name, text) === policies;
}

function formatOf(name: string, text: string): Format | undefined {
  return formats.find((format) => format.name.test(name) && format.holds.test(text));
}
