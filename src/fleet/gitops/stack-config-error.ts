/** Placeholder of a value that only the engine can decrypt. */
export const hiddenValue = "[secret]";

/** A stack's configuration cannot be read because its files are wrong. */
export class StackConfigError extends Error {
  override readonly name = "StackConfigError";
}
