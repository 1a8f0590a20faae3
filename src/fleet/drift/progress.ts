/** How far a search is. */
export interface DriftProgress {
  readonly step: "reading stacks" | "looking for unmanaged objects" | "comparing resources" | "confirming findings";
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: DriftProgress) => void;
