import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { providerLine } from "@marketplane/providers/managed-resource.ts";
import { isSecretProperty, toSecretInFile } from "@marketplane/providers/secret-marks.ts";

interface ImportedResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * What `pulumi import --file` takes. With the provider line in the outputs the engine does not ask the provider, which it
 * could not find otherwise; the inputs are there so that an `up` before the first refresh replaces nothing. No secret is
 * in it: where one has to be, an empty one stands, which the refresh fills.
 */
export function toImportFile(objects: readonly FoundObject[]): { readonly resources: readonly ImportedResource[] } {
  return { resources: objects.map(toImported) };
}

function toImported({ definition, id, name, inputs, state }: FoundObject): ImportedResource {
  const line = { __provider: providerLine(definition.module) };
  const safeInputs = Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      isSecretProperty(definition, key, value) ? toSecretInFile(emptyLike(value)) : value,
    ]),
  );
  const safeState = Object.fromEntries(
    Object.entries(state).filter(([key, value]) => !isSecretProperty(definition, key, value)),
  );
  return {
    type: `pulumi-nodejs:${definition.type}`,
    name,
    id,
    inputs: { ...safeInputs, ...line },
    outputs: { ...safeState, ...safeInputs, ...line },
  };
}

function emptyLike(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [];
  }
  return typeof value === "object" && value !== null ? {} : "";
}
