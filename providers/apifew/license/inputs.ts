/** Inputs and outputs of licenses. */
import { z } from "zod";
import { Adopt } from "../../adopt.ts";
import type { InputFailure } from "../../check-inputs.ts";
import type { ChangeRule, OutputsOf } from "../../define-resource.ts";
import { isLicenseKey } from "../fault.ts";
import { Login } from "../login.ts";
import { PricingName, PricingUid } from "../pricing-uid.ts";

export const LicenseInputs = z.strictObject({
  pricingUid: PricingUid.describe("The pricing's uid."),
  ownerLogin: Login.describe("Login of the licenses' owner."),
  pricingName: PricingName.optional().describe(
    "The pricing's name on apifew's website. The owner's licenses are found by it while apifew returns no uid.",
  ),
  quantity: z
    .int({ error: "must be a whole number" })
    .min(1, "must be at least 1: delete the resource to release all licenses")
    .max(1_000, "must be at most 1000")
    .default(1)
    .describe("Number of licenses; it can only grow."),
  assignUsage: z
    .boolean({ error: "must be true or false" })
    .default(true)
    .describe("Whether one of the licenses is assigned to the owner, if one is free."),
  adopt: Adopt.optional().describe(
    "Whether to adopt existing licenses: true, or the resource's id. The last characters of keys after the id select " +
      "the licenses to adopt: <id>#1a2b,3c4d. Never a license key.",
  ),
});
export type LicenseInputs = z.infer<typeof LicenseInputs>;

export const LicenseOutputs = z.object({
  keys: z.array(z.string()).describe("Keys of the licenses that this resource created or adopted."),
  count: z.int().describe("Number of keys."),
  activeCount: z.int().describe("Number of active licenses among them."),
  keysBefore: z
    .array(z.string())
    .optional()
    .describe("Only while a create is undecided: the keys that the owner had before it."),
  pendingCount: z.int().optional().describe("Only while a create is undecided: how many licenses it requested."),
  pendingSince: z
    .number()
    .optional()
    .describe("Only while a create is undecided: when it was sent, milliseconds since the epoch."),
});
export type LicenseState = OutputsOf<typeof LicenseOutputs>;

/** Rejects a license key in `adopt`; no message may repeat it. */
export function adoptRule({ adopt }: { readonly adopt?: Adopt | undefined }): InputFailure | undefined {
  return typeof adopt === "string" && isLicenseKey(adopt)
    ? {
        property: "adopt",
        reason: "must be true, false or the resource's id, never a license key (the value is secret)",
      }
    : undefined;
}

/** Rejects a smaller quantity before any call: apifew documents no call that deletes a license. */
export const quantityRule: ChangeRule<LicenseInputs> = (olds, news) =>
  olds.quantity !== undefined && news.quantity !== undefined && news.quantity < olds.quantity
    ? { property: "quantity", reason: tooFewText(olds.quantity, news.quantity) }
    : undefined;

export function tooFewText(before: number, now: number): string {
  return (
    `must not shrink (it is ${now} after ${before}): apifew documents no call that deletes a license. To use fewer, ` +
    "release them; to manage fewer, delete the resource, which keeps the licenses, and adopt some of them"
  );
}
