import { findKind } from "./resource-kinds.ts";
import type { StackState, StateResource } from "./stack-state.ts";

/** Which values of a map that is secret as a whole may be shown. */
export interface OpenKeys {
  readonly keys: readonly string[];
  /** True of a value that no message may show. */
  readonly isSecret: (value: unknown) => boolean;
}

const addonConfigType = "pulumi-nodejs:clevercloud:AddonConfig";
const tenantType = "marketplane:index:Tenant";
/** The format of apifew's license keys. A state may no longer hold some of the keys. */
const licenseKeyPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * The config vars of a tenant's add-on that hold no secret. The state marks the whole map as secret, since a
 * program may put anything into it. A tenant's values consist only of the text of its file, its id, license
 * keys and `${config:name}`, and the stack's state holds all of these. Undefined for other resources, such as
 * those of a program of another kind.
 */
export function openKeysOf(
  resource: StateResource,
  { resources }: Pick<StackState, "resources">,
): OpenKeys | undefined {
  const { config } = resource.inputs;
  const isOfTenant = parentTypeOf(resource) === tenantType && resource.type === addonConfigType;
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
  const kind = type === addonConfigType ? undefined : findKind(type);
  return Object.entries(outputs).flatMap(([name, value]) => (kind?.isSecret(name, value) ? textsIn(value) : []));
}

/** Every text in a value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return value === "" ? [] : [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
