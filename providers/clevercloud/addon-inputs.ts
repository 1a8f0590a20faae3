/** What a user gives for an add-on, and what the resource yields. */
import { z } from "zod";
import { Adopt } from "../adopt.ts";
import type { InputRule } from "../check-inputs.ts";
import { AddonId, OwnerId, Plan, Region, UserId } from "./addon-id.ts";
import { appendableFailure, credentialsFailure, SecureOrLocalUrl } from "./endpoint-url.ts";

const Options = z.record(z.string(), z.string({ error: "must be a text" }), { error: "must be a map of texts" });

export const AddonInputs = z.strictObject({
  baseUrl: SecureOrLocalUrl.describe("The base_url of the provider's manifest."),
  addonId: AddonId.describe("The marketplace's id of the add-on."),
  ownerId: OwnerId.describe("The customer's organisation or user."),
  ownerName: z
    .string({ error: "must be a text" })
    .min(1, "must not be empty")
    .optional()
    .describe("The organisation's name; its id when left out."),
  userId: UserId.describe("Who orders."),
  plan: Plan.describe("The plan's slug."),
  region: Region.describe("Where the add-on runs; EU and eu are one."),
  callbackUrl: SecureOrLocalUrl.optional().describe(
    "Where the provider asks for the add-on; the vendor API's address when left out.",
  ),
  /** Always in the state, so that its absence there means: nobody told. */
  options: Options.optional()
    .transform((options): z.infer<typeof Options> | undefined => options ?? {})
    .describe("Options of the order."),
  adopt: Adopt.optional().describe(
    "Whether an add-on that exists is taken over: the provider's own id of it, or true to ask the provider again.",
  ),
});
export type AddonInputs = z.infer<typeof AddonInputs>;

export interface AddonState {
  /** The provider's own id; absent after an import, since Clever Cloud does not tell it. */
  readonly resourceId?: string;
  /** The config vars that the provider answered with. */
  readonly config?: Readonly<Record<string, string>>;
  /** What the provider wants its customer to read. */
  readonly message?: string;
  /** The provider was asked and its answer lost: it is asked again before anything else. */
  readonly isUnanswered?: boolean;
}

export const addonRules: readonly InputRule<AddonInputs>[] = [
  ({ baseUrl }) => credentialsFailure("baseUrl", baseUrl),
  ({ baseUrl }) => appendableFailure("baseUrl", baseUrl),
  ({ callbackUrl }) => credentialsFailure("callbackUrl", callbackUrl),
];

/** Stands for what a list does not tell of an add-on. */
export const untold = "";

const isUntold = (old: unknown): boolean => old === untold || old === undefined;

/** Nothing differs from what nobody told: an imported add-on must not be replaced for it. */
export const isSameAddonInput = {
  userId: isUntold,
  options: isUntold,
  // The page says "EU" in the provisioning call and "eu" everywhere else.
  region: (old: unknown, news: unknown): boolean =>
    isUntold(old) || String(old).toLowerCase() === String(news).toLowerCase(),
};
