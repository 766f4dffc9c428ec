// Who may talk to a kubelet: its flags and configuration, with the defaults that depend on how it is configured.
import { isTrue, type Setting } from './cluster-configuration.js';
import type { ComponentFlags } from './component.js';

/** `value` is undefined where the kubelet reads a configuration file that is not known here. */
export interface KubeletSettings {
  readonly anonymous: Setting<boolean | undefined>;
  /** Tokens are checked with the API server. */
  readonly webhookAuthentication: Setting<boolean | undefined>;
  /** `AlwaysAllow` or `Webhook`, or whatever is written. */
  readonly authorizationMode: Setting<string | undefined>;
  /** 0: closed. */
  readonly readOnlyPort: Setting<number | undefined>;
}

/** Flags alone begin with the old, open defaults; a KubeletConfiguration with closed ones (pkg/kubelet/apis/config/v1beta1/defaults.go, cmd/kubelet/app/options). */
export function kubeletSettings(kubelet: ComponentFlags): KubeletSettings {
  const { flags } = kubelet;
  const defaults = defaultsOf(kubelet);
  const boolean = (name: string, otherwise: boolean | undefined): Setting<boolean | undefined> => {
    const flag = flags.get(name);
    return flag ? { value: isTrue(flag, otherwise ?? true), place: flag.place } : { value: otherwise, place: undefined };
  };
  const mode = flags.get('authorization-mode');
  const port = flags.get('read-only-port');
  return {
    anonymous: boolean('anonymous-auth', defaults?.anonymous),
    webhookAuthentication: boolean('authentication-token-webhook', defaults?.webhook),
    authorizationMode: { value: mode?.value ?? defaults?.mode, place: mode?.place },
    readOnlyPort: { value: port ? portOf(port.value) : defaults?.port, place: port?.place },
  };
}

interface Defaults {
  readonly anonymous: boolean;
  readonly webhook: boolean;
  readonly mode: string;
  readonly port: number;
}

const open: Defaults = { anonymous: true, webhook: false, mode: 'AlwaysAllow', port: 10255 };
const closed: Defaults = { anonymous: false, webhook: true, mode: 'Webhook', port: 0 };

function defaultsOf({ source, flags, isOpen = false }: ComponentFlags): Defaults | undefined {
  if (isOpen) return undefined;
  if (source !== 'pod' && source !== 'systemd') return closed;
  // A drop-in whose variables come from other files, and a file that is named but not read: nobody knows.
  return flags.has('config') || (source === 'systemd' && !flags.has('kubeconfig')) ? undefined : open;
}

function portOf(written: string): number | undefined {
  return /^\d+$/.test(written) ? Number(written) : undefined;
}
