import { definitionTypeOf } from "@marketplane/providers/engine-types.ts";
import { findKind } from "@marketplane/providers/vendors.ts";
import type { StackState, StateResource } from "./stack-state.ts";

/** Which values of a map may be shown although the whole map is marked secret. */
export interface OpenKeys {
  readonly keys: readonly string[];
  /** Whether no message may show this value. */
  readonly isSecret: (value: unknown) => boolean;
}

const addonConfigType = "clevercloud:AddonConfig";
const tenantType = "marketplane:index:Tenant";
/** The format of apifew's license keys. The state may no longer contain all of them. */
const licenseKeyPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * The config vars of a tenant's add-on that hold no secret. The state marks the whole map as secret, since a
 * program may put anything into it. A tenant's values consist of the text of its file, its id, license keys
 * and `${config:name}`, and the stack's state contains all of these. Undefined for other resources, such as
 * those of a different program.
 */
export function openKeysOf(
  resource: StateResource,
  { resources }: Pick<StackState, "resources">,
): OpenKeys | undefined {
  const { config } = resource.inputs;
  const isOfTenant = parentTypeOf(resource) === tenantType && definitionTypeOf(resource.type) === addonConfigType;
  const program = resources.find(
    ({ type, inputs }) => type.startsWith("pulumi:providers:") && "marketplane:plans" in inputs,
  );
  if (!isOfTenant || program === undefined || typeof config !== "object" || config === null) {
    return undefined;
  }
  const secrets = new Set([
    ...program.secretPaths.flatMap(([key = ""]) => textsIn(program.inputs[key])),
    ...resources.flatMap(secretOutputsOf),
  ]);
  const isSecret = (value: unknown) => {
    const shown = textsIn(value);
    return shown.some((text) => licenseKeyPattern.test(text) || [...secrets].some((secret) => text.includes(secret)));
  };
  return { keys: Object.keys(config).filter((key) => !isSecret(Reflect.get(config, key))), isSecret };
}

function parentTypeOf({ parent }: StateResource): string | undefined {
  return parent?.split("::")[2]?.split("$").at(-1);
}

function secretOutputsOf({ type, outputs }: StateResource): string[] {
  const kind = definitionTypeOf(type) === addonConfigType ? undefined : findKind(type);
  return Object.entries(outputs).flatMap(([name, value]) => (kind?.isSecret(name, value) ? textsIn(value) : []));
}

/** All strings in a value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return value === "" ? [] : [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
