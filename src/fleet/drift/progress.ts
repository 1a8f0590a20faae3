/** The progress of a scan. */
export interface DriftProgress {
  readonly step: "reading stacks" | "searching for unmanaged objects" | "comparing resources" | "confirming findings";
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: DriftProgress) => void;
