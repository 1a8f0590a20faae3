import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { engineTypeOf, type ResourceProvider } from "@marketplane/providers/engine-types.ts";
import { providerLine } from "@marketplane/providers/managed-resource.ts";
import { isSecretProperty, toSecretInFile } from "@marketplane/providers/secret-marks.ts";

interface ImportedResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * What `pulumi import --file` takes. An entry with inputs and outputs is imported without a call, so that a
 * whole zone costs one listing. No secret is in the file.
 */
export function toImportFile(
  objects: readonly FoundObject[],
  provider: ResourceProvider,
): { readonly resources: readonly ImportedResource[] } {
  return { resources: objects.map(provider === "native" ? toNative : toDynamic) };
}

/**
 * With the provider line in the outputs, the engine does not call the dynamic provider, which it could not
 * locate. The inputs are included so that an `up` before the first refresh replaces nothing. A required
 * secret is left empty, and the refresh fills it in.
 */
function toDynamic({ definition, id, name, inputs, state }: FoundObject): ImportedResource {
  const line = { __provider: providerLine(definition.module) };
  const safeInputs = Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      isSecretProperty(definition, key, value) ? toSecretInFile(emptyLike(value)) : value,
    ]),
  );
  const safeState = withoutSecrets(definition, state);
  return {
    type: engineTypeOf(definition.type, "dynamic"),
    name,
    id,
    inputs: { ...safeInputs, ...line },
    outputs: { ...safeState, ...safeInputs, ...line },
  };
}

/**
 * The engine generates the program from the inputs. Of an object with secret inputs it reads them from the
 * provider.
 */
function toNative({ definition, id, name, inputs, state }: FoundObject): ImportedResource {
  const entry = { type: engineTypeOf(definition.type, "native"), name, id };
  const hasSecret = Object.entries(inputs).some(([key, value]) => isSecretProperty(definition, key, value));
  return hasSecret ? entry : { ...entry, inputs, outputs: { ...withoutSecrets(definition, state), ...inputs } };
}

function withoutSecrets(definition: FoundObject["definition"], state: FoundObject["state"]): object {
  return Object.fromEntries(Object.entries(state).filter(([key, value]) => !isSecretProperty(definition, key, value)));
}

function emptyLike(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [];
  }
  return typeof value === "object" && value !== null ? {} : "";
}
