/** What a run of the engine did to one resource, or tried to. */
export interface RunStep {
  /** Null for an object that belongs to no tenant. */
  readonly tenantId: string | null;
  /** Such as cloudflare:CustomHostname. */
  readonly type: string;
  readonly name: string;
  readonly operation: "create" | "update" | "replace" | "delete";
  readonly isFailed: boolean;
  /**
   * Inputs that an update or a replacement changed. Empty for created and deleted objects, where all inputs
   * change.
   */
  readonly properties: readonly StepProperty[];
}

/** An input that changed: JSON before and after, null where there is none. */
export interface StepProperty {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What the history keeps of a run in addition to its counts. */
export interface RunDetails {
  readonly steps: readonly RunStep[];
  /** Number of steps that were left out for lack of room, by operation. */
  readonly omitted: Readonly<Record<string, number>>;
  /** The last messages that were not about failures. */
  readonly remarks: readonly string[];
}
