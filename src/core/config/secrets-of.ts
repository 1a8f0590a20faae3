import { schemaAt } from "@marketplane/providers/schema-at.ts";
import { ControlPlaneConfig } from "./control-plane-config.ts";
import { isSecret } from "./secret.ts";

/** Every secret value of a configuration, for code that writes texts without secrets. */
export function secretsOf(config: ControlPlaneConfig): string[] {
  return secretSettings(config).map(({ text }) => text);
}

/** The secrets with the key of the setting of each. */
export function secretSettings(config: ControlPlaneConfig) {
  return textsBelow(config, []).filter(({ path }) => {
    const schema = schemaAt(ControlPlaneConfig, path);
    return schema !== undefined && isSecret(schema);
  });
}

function textsBelow(value: unknown, path: readonly string[]): { path: readonly string[]; text: string }[] {
  if (typeof value === "string") {
    return [{ path, text: value }];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) => textsBelow(item, [...path, key]))
    : [];
}
