/** The engine's placeholder for a value that a preview does not know yet, at any depth and of any type. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether the value is or contains an unknown one. */
export function containsUnknown(value: unknown): boolean {
  if (value === unknownValue) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(containsUnknown);
  }
  return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}
