/**
 * Data source: a user of the application.
 *
 * Vendor: "User information"
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import type { ApifewClient } from "./client.ts";
import { orMissing } from "./fault.ts";
import { Login } from "./login.ts";
import { pricingOutputs } from "./pricing-outputs.ts";

export const getUser = defineFunction({
  token: "apifew:getUser",
  description: "Returns a user of the application by login, with the license that the user uses.",
  inputs: z.strictObject({ login: Login.describe("The user's login, an email address.") }),
  outputs: z.object({
    login: z.string().describe("The user's login as apifew spells it."),
    uid: z.string().optional().describe("apifew's id for the user in the application."),
    nameFirst: z.string().optional().describe("First name."),
    nameLast: z.string().optional().describe("Last name."),
    licenseKey: z.string().optional().describe("Key of the license that the user uses; absent without one."),
    licenseActive: z.boolean().optional().describe("Whether that license is active."),
    licenseStatus: z.string().optional().describe("apifew's status of that license."),
    licenseRole: z.string().optional().describe("apifew's role of the user in that license, such as normal_user."),
    licenseFeatures: z.array(z.string()).describe("Features of that license."),
    ...pricingOutputs,
  }),
  secretOutputs: ["licenseKey"],
  run: async ({ login }, { client }: { readonly client: ApifewClient }) => {
    const user = await orMissing(
      client.getUser(login),
      `apifew has no user ${JSON.stringify(login)} in the application`,
    );
    const { uid, nameFirst, nameLast, licenseKey, licenseStatus, licenseRole, licenseFeatures, pricing } = user;
    return {
      ...{ login: user.login, uid, nameFirst, nameLast, licenseKey, licenseStatus, licenseRole, licenseFeatures },
      licenseActive: licenseKey === undefined ? undefined : user.isLicenseActive,
      pricingName: pricing?.name,
      pricingRevision: pricing?.revision,
    };
  },
});
