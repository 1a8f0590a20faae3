import { parseDocument } from "yaml";
import { z } from "zod";

/** Stands for a value that only the engine can decrypt. */
export const hiddenValue = "[secret]";

const StackFile = z.looseObject({ config: z.record(z.string(), z.unknown()).nullish() });
const Secure = z.strictObject({ secure: z.string() });

/** A stack's configuration as the engine hands it to a program: every value a text, secrets hidden. */
export interface StackConfig {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** Reads Pulumi.<stack>.yaml; throws what is wrong with it, with the line where it can be told. */
export function parseStackConfig(text: string, project: string): StackConfig {
  const document = parseDocument(text);
  const broken = document.errors[0];
  if (broken) {
    throw new Error(`is no YAML: ${broken.message.split("\n")[0]}`);
  }
  const parsed = StackFile.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    throw new Error("is no stack configuration: config must be a mapping of keys such as marketplane:zoneId");
  }
  const entries = Object.entries(parsed.data.config ?? {}).map(([key, value]) => ({
    key: key.includes(":") ? key : `${project}:${key}`,
    ...reveal(value),
  }));
  return {
    values: Object.fromEntries(entries.map(({ key, value }) => [key, toText(value)])),
    secretKeys: entries.filter(({ isSecret }) => isSecret).map(({ key }) => key),
  };
}

/** A value with each secret in it hidden, and whether there is one. */
function reveal(value: unknown): { readonly value: unknown; readonly isSecret: boolean } {
  if (Secure.safeParse(value).success) {
    return { value: hiddenValue, isSecret: true };
  }
  if (typeof value !== "object" || value === null) {
    return { value, isSecret: false };
  }
  const entries = Object.entries(value).map(([key, item]) => [key, reveal(item)] as const);
  const isSecret = entries.some(([, item]) => item.isSecret);
  const items = entries.map(([key, item]) => [key, item.value] as const);
  return { value: Array.isArray(value) ? items.map(([, item]) => item) : Object.fromEntries(items), isSecret };
}

function toText(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
