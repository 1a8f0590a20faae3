import type { Condition } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** Where a config var's value comes from; the seller's secrets are never shown. */
export type ConfigVarSource = "license" | "own" | "seller";

export interface ConfigVar {
  readonly name: string;
  readonly source: ConfigVarSource;
  /** Undefined if the control plane may not show it or does not store it. */
  readonly value: string | undefined;
}

const reference = /\$\{([^}]*)\}/g;

/**
 * An add-on's config vars with the values that may be shown. `licenseKey` is undefined if the database does
 * not store it.
 */
export function configVarsOf(
  templates: Readonly<Record<string, string>>,
  { tenantId, licenseKey }: { readonly tenantId: string; readonly licenseKey: string | undefined },
): ConfigVar[] {
  const values: Readonly<Record<string, string | undefined>> = { tenantId, licenseKey };
  return Object.entries(templates).map(([name, template]) => {
    const source = sourceOf(template);
    const names = [...template.matchAll(reference)].map(([, inner = ""]) => inner);
    const isKnown = source !== "seller" && names.every((inner) => values[inner] !== undefined);
    const value = isKnown ? template.replaceAll(reference, (_, inner: string) => values[inner] ?? "") : undefined;
    return { name, source, value };
  });
}

/**
 * The source of a template; plain text from the configuration is the same for every add-on and counts as
 * "own".
 */
function sourceOf(template: string): ConfigVarSource {
  if (/\$\{config:/.test(template)) {
    return "seller";
  }
  return /\$\{licenseKey\}/.test(template) ? "license" : "own";
}

/** Whether the marketplace has the current values, and since when if known. */
export function pushState({ conditions, generation }: Tenant): {
  readonly kind: "pushed" | "failing" | "coming";
  readonly since: Condition["lastTransitionAt"] | undefined;
} {
  const condition = conditions.find(({ type }) => type === "ConfigPushed");
  if (condition?.status === "false") {
    return { kind: "failing", since: condition.lastTransitionAt };
  }
  const isPresent = condition?.status === "true" && condition.observedGeneration === generation;
  return isPresent ? { kind: "pushed", since: condition.lastTransitionAt } : { kind: "coming", since: undefined };
}
