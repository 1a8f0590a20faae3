/** Clever Cloud's wire formats, as far as they are used here (page "Marketplace APIs & Tools"). */
import { z } from "zod";

const StringMap = z.record(z.string(), z.string());

/** An entry of GET /vendor/apps. */
export const AddonSummary = z.object({
  addon_id: z.string().min(1),
  plan: z.string().nullish(),
  owner_id: z.string().nullish(),
});
export type AddonSummary = z.infer<typeof AddonSummary>;

/** GET /vendor/apps/{addonId}. */
export const AddonInfo = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  config: StringMap.nullish(),
  callback_url: z.string().nullish(),
  owner_email: z.string().nullish(),
  owner_id: z.string().nullish(),
  region: z.string().nullish(),
});
export type AddonInfo = z.infer<typeof AddonInfo>;

/** A provider's response to the provisioning call; the page requires the id to be a text. */
export const Provisioned = z.object({
  id: z.string({ error: "must be a string, as Clever Cloud requires" }).min(1, "must not be empty"),
  config: StringMap.nullish(),
  message: z.string().nullish(),
});
export type Provisioned = z.infer<typeof Provisioned>;

/** A provider's response to a change of plan. */
export const PlanChanged = z.object({
  config: StringMap.nullish(),
  message: z.string().nullish(),
});
export type PlanChanged = z.infer<typeof PlanChanged>;

/** Failures are undocumented; both sides were seen to respond with a `message`, sometimes with an `id`. */
export const Failure = z.object({
  message: z.string().min(1),
  id: z.union([z.number(), z.string()]).nullish().catch(undefined),
});
