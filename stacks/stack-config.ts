/** A stack's configuration as the engine passes it to a program. */
export interface StackConfig {
  /** Every value as a string, by its whole name such as marketplane:zoneId. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}
