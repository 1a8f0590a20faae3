import { z } from "zod";
import { defineVendor } from "../define-vendor.ts";
import { describeResource, describeUnreadable, reportUnmanaged } from "../describe-resource.ts";
import { apifewAccount } from "./account.ts";
import { connectApifew } from "./connect.ts";
import { counter } from "./counter.ts";
import { getLicense } from "./get-license.ts";
import { getLicenses } from "./get-licenses.ts";
import { getPricings } from "./get-pricings.ts";
import { getUser } from "./get-user.ts";
import { license } from "./license/index.ts";
import { licenseAssignment } from "./license-assignment.ts";
import { foldLogin, isSameLogin } from "./login.ts";
import { managedUser } from "./managed-user.ts";
import { pricing } from "./pricing.ts";
import { assignmentProblem, licenseProblem } from "./problems.ts";
import { adoptNotes, managedScope, unmanagedLicenses } from "./unmanaged.ts";
import { user } from "./user.ts";

const userOf = (login: string) => `user ${foldLogin(login)}`;
const licensesOf = ({ pricingUid, ownerLogin }: { readonly pricingUid: string; readonly ownerLogin: string }) =>
  `licenses ${pricingUid} ${foldLogin(ownerLogin)}`;

export const apifewVendor = defineVendor({
  account: apifewAccount,
  connect: connectApifew,
  resources: [
    describeResource(pricing, {
      repairedOutput: "outdatedLicenses",
      isShared: true,
      isNeverCreated: true,
      adoption: {
        nameOf: ({ name, uid }) => name ?? uid,
        // No call creates a pricing, and an unsold one is harmless.
        unmanaged: reportUnmanaged(({ name }) => ({
          message: `the pricing ${name} is not in any stack`,
          isHarmless: true,
        })),
      },
    }),
    describeResource(user, {
      adoption: {
        nameOf: ({ login }) => login,
        provides: ({ login }) => userOf(login),
        unmanaged: reportUnmanaged(({ id }) => ({ message: `the user ${id} is not in any stack` })),
      },
    }),
    describeUnreadable(managedUser, { isAtVendor: true, whyNotAdopted: "apifew lists no managed users" }),
    describeResource(license, {
      problemOf: licenseProblem,
      adoption: {
        nameOf: ({ ownerLogin, pricingUid }) => `${ownerLogin}-${pricingUid}`,
        provides: licensesOf,
        needs: ({ ownerLogin }) => [userOf(ownerLogin)],
        unmanaged: unmanagedLicenses,
      },
    }),
    describeResource(licenseAssignment, {
      problemOf: assignmentProblem,
      adoption: {
        nameOf: ({ userLogin, pricingUid }) => `${userLogin}-${pricingUid}`,
        // An owner's use of their own license is declared by the License's assignUsage.
        isOwn: ({ ownerLogin, userLogin }) => !isSameLogin(ownerLogin, userLogin),
        needs: (inputs) => [userOf(inputs.userLogin), licensesOf(inputs)],
        unmanaged: reportUnmanaged(({ inputs: { ownerLogin, userLogin } }) => ({
          message: `the use of a license of ${ownerLogin} by ${userLogin} is not in any stack`,
          name: String(userLogin),
        })),
      },
    }),
    describeResource(counter, { adoption: { isImpossible: "apifew lists no counters" } }),
  ],
  functions: [getUser, getLicense, getLicenses, getPricings],
  // Ids contain logins, which apifew accepts in any letter case.
  foldId: foldLogin,
  scopesOf: async (managed, { client }) => [await managedScope(managed, client)],
  listInputs: z.strictObject({
    pricingNames: z
      .record(z.string(), z.string())
      .optional()
      .describe("Names of pricings on apifew's website by uid, for an account whose answers have no uids."),
  }),
  listScope: ({ pricingNames = {} }) => ({ pricingNames }),
  adoptScopes: ({ pricingNames }) => [{ pricingNames }],
  adoptNotes,
  check: async (client) => {
    const pricings = await client.listPricings({ isCurrentRevisionOnly: true });
    return { text: `responds, with ${pricings.length} pricings` };
  },
});
