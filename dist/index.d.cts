/** A manifest that is at hand as text. */
export interface Text {
    /** Name for the findings, relative, with `/`. */
    readonly name: string;
    readonly text: string;
}
/** What to lint, and what is known about the cluster. */
export interface Options {
    /** Files, directories and globs on the disk. */
    readonly paths?: readonly string[];
    readonly texts?: readonly Text[];
    /** Paths and names of files are relative to this directory. Default: the working directory. */
    readonly cwd?: string;
    /** Namespace of objects that name none. */
    readonly namespace?: string;
    /** Nothing exists beyond what is given. */
    readonly complete?: boolean;
    /** Version whose defaults apply, like `1.36`. */
    readonly kubernetesVersion?: string;
}
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';
/** Lines and columns count from 1. */
export interface Location {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    /** Key path from the root of the object, like `rules[0].verbs[1]`. */
    readonly route: string;
}
/** One step of the proof; `location` is null for what is built into every cluster. */
export interface Evidence {
    readonly message: string;
    readonly technique?: string;
    readonly from?: string;
    readonly to?: string;
    readonly location: Location | null;
    readonly related?: readonly {
        readonly message: string;
        readonly location: Location;
    }[];
}
export interface Finding {
    readonly rule: string;
    readonly severity: Severity;
    readonly confidence: 'high' | 'medium' | 'low';
    readonly message: string;
    readonly label: string;
    readonly location: Location;
    readonly object: {
        readonly apiVersion: string;
        readonly kind: string;
        readonly namespace: string;
        readonly name: string;
    };
    readonly subjects: readonly string[];
    readonly evidence: readonly Evidence[];
    readonly otherRoutes: number;
    readonly remediation: string;
    readonly fix?: {
        readonly title: string;
        readonly safe: boolean;
    };
    readonly fingerprint: string;
    readonly url: string;
}
/** What could not be evaluated, or a note on an ignore comment. */
export interface Problem {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly code: string;
    readonly message: string;
}
/** The JSON report: fields may be added, never renamed. */
export interface Report {
    readonly version: 1;
    readonly tool: {
        readonly name: 'sa-lint';
        readonly version: string;
    };
    readonly summary: {
        readonly files: number;
        readonly documents: number;
        readonly objects: number;
        readonly findings: Readonly<Record<Severity, number>>;
        readonly hidden: {
            readonly ignored: number;
            readonly baseline: number;
        };
        readonly notEvaluated: number;
    };
    readonly findings: readonly Finding[];
    readonly notEvaluated: readonly Problem[];
    readonly notes: readonly Problem[];
}
/** Lints texts and paths together, as one cluster. What cannot be read stands in `notEvaluated`; bad manifests never throw. */
export declare function lint(options: Options): Report;
