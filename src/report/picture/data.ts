// What the page is told: the contract between src/report/graph-html.ts, which writes it, and the page, which draws it.

export interface PictureNode {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  /** '' for what is held in the whole cluster. */
  readonly namespace: string;
  /** `file:line:column`; '' for what is built in. */
  readonly place: string;
  /** Where an attacker may start, and what must not be reached. */
  readonly start: boolean;
  readonly sink: boolean;
}

export interface PictureEdge {
  /** Positions in `nodes`. */
  readonly from: number;
  readonly to: number;
  /** '' for what is no step: a binding, a membership, a part of a whole. */
  readonly technique: string;
  readonly evidence: readonly (readonly [message: string, place: string])[];
}

export interface PictureStep {
  /** Positions in `nodes`, or -1. */
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly places: readonly (readonly [message: string, place: string])[];
}

export interface PictureFinding {
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
  readonly place: string;
  readonly advice: string;
  readonly subjects: readonly string[];
  readonly steps: readonly PictureStep[];
}

export interface PictureChoke {
  readonly message: string;
  readonly place: string;
  readonly cuts: number;
  readonly of: number;
}

export interface PictureData {
  readonly version: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly findings: readonly PictureFinding[];
  readonly chokes: readonly PictureChoke[];
}
