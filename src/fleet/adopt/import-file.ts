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
 * The input for `pulumi import --file`. With the provider line in the outputs, the engine does not call the
 * dynamic provider, which it could not locate. The inputs are included so that an `up` before the first
 * refresh replaces nothing. The file holds no secrets: a required one is left empty, and the refresh fills it
 * in.
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
