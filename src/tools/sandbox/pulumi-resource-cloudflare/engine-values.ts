/**
 * Markers in property values from Pulumi's engine: sentinels of its wire protocol, the same for every
 * provider.
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown until the previewed update has run. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

export function isSecret(value: unknown): value is { value: unknown } {
  return isRecord(value) && value[signatureKey] === secretSignature;
}

export function unwrapSecret(value: unknown): unknown {
  return isSecret(value) ? value.value : value;
}

export function toSecret(value: unknown): Record<string, unknown> {
  return { [signatureKey]: secretSignature, value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
