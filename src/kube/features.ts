// Feature gates that change who may do what: which of them a cluster has, by its version and by what is written.
import data from '../../rules/kubernetes/feature-gates.json' with { type: 'json' };

/** The gates of one cluster. */
export interface Features {
  /** Whether the gate is on; without a known version, in the one that is assumed. A gate that nobody knows is off. */
  readonly isOn: (gate: string) => boolean;
  /** Whether that is written, or follows from a version that is known. */
  readonly isSure: (gate: string) => boolean;
}

const onSince: Readonly<Record<string, string>> = data.onSince;

/** `version` is that of the cluster when it `isKnown`, else the one assumed; `gates` are those that the API server is started with. */
export function featuresOf(version: string, isKnown: boolean, gates: ReadonlyMap<string, boolean>): Features {
  return {
    isOn: (gate) => gates.get(gate) ?? (onSince[gate] !== undefined && minorOf(version) >= minorOf(onSince[gate])),
    isSure: (gate) => isKnown || gates.has(gate),
  };
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
