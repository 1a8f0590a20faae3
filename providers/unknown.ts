/** What the engine puts in the place of a value that a preview cannot know yet, at any depth and for any type. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True when the value is unknown or holds an unknown one. */
export function containsUnknown(value: unknown): boolean {
  if (value === unknownValue) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(containsUnknown);
  }
  return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}
