export const conditionTypes = ["Accepted", "Licensed", "HostnamesActive", "ConfigPushed", "Ready"] as const;
export type ConditionType = (typeof conditionTypes)[number];

/** One aspect of a tenant, as the control plane saw it last. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: "true" | "false" | "unknown";
  /** A word for machines, such as "WaitingForDns". */
  readonly reason: string;
  /** A sentence for people. */
  readonly message: string;
  /** When the status last changed, ISO 8601. */
  readonly lastTransitionAt: string;
  /** The generation of the desired state that this was seen for. */
  readonly observedGeneration: number;
}
