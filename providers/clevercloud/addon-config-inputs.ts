/** What a user gives for an add-on's config vars, and what the resource yields. */
import { z } from "zod";
import { Adopt } from "../adopt.ts";
import type { InputRule } from "../check-inputs.ts";
import { AddonId } from "./addon-id.ts";

export const defaultWaitTimeoutSeconds = 120;

export const AddonConfigInputs = z.strictObject({
  addonId: AddonId.describe("Clever Cloud's id of the add-on."),
  config: z
    .record(z.string(), z.string({ error: "must be a text" }), { error: "must be a map of texts" })
    .describe("The whole map: what is not in it goes."),
  configVars: z
    .array(z.string({ error: "must be a text" }), { error: "must be a list of names" })
    .optional()
    .describe("The names that the manifest allows; Clever Cloud ignores others without a word, so they are refused."),
  onDelete: z
    .enum(["keep", "clear"], { error: "must be one of keep, clear" })
    .default("keep")
    .describe("What a delete does with the config vars."),
  waitTimeoutSeconds: z
    .int({ error: "must be a whole number of seconds" })
    .min(1, "must be at least 1")
    .max(3_600, "must be at most 3600, an hour")
    .default(defaultWaitTimeoutSeconds)
    .describe("How long Clever Cloud may take to know an add-on that was provisioned just now."),
  adopt: Adopt.optional().describe(
    "The first values come from provisioning and are taken over; false refuses to replace other ones.",
  ),
});
export type AddonConfigInputs = z.infer<typeof AddonConfigInputs>;

export interface AddonConfigState {
  /** What the customer calls the add-on. */
  readonly name: string;
  /** Where the add-on runs. */
  readonly region: string;
  /** The customer's organisation or user. */
  readonly ownerId: string;
  /** Where the owner reads mail, as far as Clever Cloud tells. */
  readonly ownerEmail?: string;
  /** The add-on's address in the vendor API. */
  readonly callbackUrl: string;
}

export const addonConfigRules: readonly InputRule<AddonConfigInputs>[] = [
  // The names are known even where a preview cannot know the values.
  ({ configVars }, { config }) => {
    const name = namesOf(config).find((key) => configVars !== undefined && !configVars.includes(key));
    return name === undefined
      ? undefined
      : { property: `config.${name}`, reason: `is none of the manifest's config vars: ${configVars?.join(", ")}` };
  },
  (_inputs, { config }) => {
    const name = namesOf(config).find((key) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(key));
    return name === undefined
      ? undefined
      : {
          property: "config",
          reason: `must have names of environment variables as keys (one is ${JSON.stringify(name)})`,
        };
  },
];

function namesOf(config: unknown): string[] {
  return typeof config === "object" && config !== null ? Object.keys(config) : [];
}
