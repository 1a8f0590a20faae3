import type { Condition } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** What a config var's value comes from; a vendor's secret is never shown. */
export type ConfigVarSource = "license" | "own" | "vendor";

export interface ConfigVar {
  readonly name: string;
  readonly source: ConfigVarSource;
  /** Undefined where the control plane may not show it, or does not have it. */
  readonly value: string | undefined;
}

const reference = /\$\{([^}]*)\}/g;

/** An add-on's config vars, with the values that may be shown; `licenseKey` is undefined where the database keeps none. */
export function configVarsOf(
  templates: Readonly<Record<string, string>>,
  { tenantId, licenseKey }: { readonly tenantId: string; readonly licenseKey: string | undefined },
): ConfigVar[] {
  const values: Readonly<Record<string, string | undefined>> = { tenantId, licenseKey };
  return Object.entries(templates).map(([name, template]) => {
    const source = sourceOf(template);
    const names = [...template.matchAll(reference)].map(([, inner = ""]) => inner);
    const isKnown = source !== "vendor" && names.every((inner) => values[inner] !== undefined);
    const value = isKnown ? template.replaceAll(reference, (_, inner: string) => values[inner] ?? "") : undefined;
    return { name, source, value };
  });
}

/** A text of the configuration itself was written in clear for every add-on to have. */
function sourceOf(template: string): ConfigVarSource {
  if (/\$\{config:/.test(template)) {
    return "vendor";
  }
  return /\$\{licenseKey\}/.test(template) ? "license" : "own";
}

/** Whether the marketplace has the present values; since when, where it is known. */
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
