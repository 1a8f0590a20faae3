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
/** The form of apifew's license keys, of which a state may have forgotten some. */
const licenseKeyPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * The config vars of a tenant's add-on that hold no secret. The state marks the map as a whole, since a program may put anything
 * into it. Of a tenant it is known what values are made of: the text of its file, its id, license keys and `${config:name}`, all
 * of which are in the stack's state. Undefined where that is not so, such as in a program of another kind.
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
