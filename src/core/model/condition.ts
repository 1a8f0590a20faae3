export const conditionTypes = ["Accepted", "Licensed", "HostnamesActive", "ConfigPushed", "Ready"] as const;
export type ConditionType = (typeof conditionTypes)[number];

export const conditionStatuses = ["true", "false", "unknown"] as const;
export type ConditionStatus = (typeof conditionStatuses)[number];

/** One aspect of a tenant's observed state. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: ConditionStatus;
  /** A machine-readable word, such as "WaitingForDns". */
  readonly reason: string;
  /** A human-readable sentence. */
  readonly message: string;
  /** When the status last changed, ISO 8601. */
  readonly lastTransitionAt: string;
  /** The generation of the desired state at the observation. */
  readonly observedGeneration: number;
}
