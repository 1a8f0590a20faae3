import type { Condition } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { Tone } from "../../ui/tone.ts";
import type { Texts } from "../texts/en.ts";

type LicenseWords = Extract<keyof Texts["overview"], `license${string}`>;

const states: Readonly<Record<Condition["status"], { readonly tone: Tone; readonly words: LicenseWords }>> = {
  true: { tone: "good", words: "licenseActive" },
  false: { tone: "warn", words: "licenseFailing" },
  unknown: { tone: "busy", words: "licenseComing" },
};

/** How far a tenant's license is, from the condition that its last run left. */
export function licenseState({ conditions }: Pick<Tenant, "conditions">) {
  return states[conditions.find(({ type }) => type === "Licensed")?.status ?? "unknown"];
}
