import { Ssl } from "@marketplane/providers/cloudflare/custom-hostname/ssl.ts";
import { CustomerHostname } from "@marketplane/providers/hostname.ts";
import { z } from "zod";
import { hostnameFaults } from "./hostname-faults.ts";

const Login = z.email("must be an email address");
const Text = z.string().min(1, "must not be empty");

const Person = z.strictObject({
  login: Login.describe("The user's login, an email address."),
  nameFirst: Text.optional().describe("The first name."),
  nameLast: Text.optional().describe("The last name."),
});

const Member = Person.extend({
  license: z
    .boolean({ error: "must be true or false" })
    .optional()
    .describe("False: a member of the team without one of the tenant's licenses for now."),
});

/** Applies the rules of the hostname's resource. */
export function refuseFaultyHostnames(
  hostnames: readonly Parameters<typeof hostnameFaults>[0][],
  context: z.RefinementCtx,
): void {
  for (const [index, hostname] of hostnames.entries()) {
    for (const { path, reason } of hostnameFaults(hostname)) {
      context.addIssue({ code: "custom", path: [index, ...path], message: reason });
    }
  }
}

/** The marketplaces that a tenant can come from. */
export const marketplaceSources = ["clevercloud", "cloudflare-app"] as const;
const tenantSources = [...marketplaceSources, "direct"] as const;

/** One customer's use of the product, as a file in tenants/ declares it. */
export const TenantDeclaration = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be lower case letters, digits and hyphens")
    .describe("Names the tenant's resources, so it never changes."),
  source: z
    .enum(tenantSources, { error: `must be one of ${tenantSources.join(", ")}` })
    .default("direct")
    .describe("The marketplace that the tenant came from."),
  adopt: z
    .boolean({ error: "must be true or false" })
    .optional()
    .describe("Adopts the tenant's objects that already exist at the vendors."),
  plan: Text.describe("The marketplace's plan slug, exactly as it was sent."),
  owner: Person.describe("The user who owns the tenant."),
  license: z
    .strictObject({
      quantity: z.int().min(1, "must be at least 1").default(1).describe("The number of licenses."),
      lentBy: Login.optional().describe("The login of the license's owner, if it is not the tenant."),
      assignUsage: z
        .boolean({ error: "must be true or false" })
        .optional()
        .describe(
          "false if the owner uses the license of another tenant: a user can use one license of the application.",
        ),
    })
    .prefault({})
    .describe("Licenses that the tenant owns, or one that another owner lends it."),
  members: z
    .array(Member)
    .default([])
    .describe("Members of the tenant's team. Each uses one of its licenses, unless `license: false`."),
  counters: z
    .record(Text, z.number())
    .default({})
    .describe("Counters of the owner's license and the values to keep them at."),
  hostnames: z
    .array(
      z.strictObject({
        hostname: CustomerHostname.describe("The customer's name, such as shop.acme-shoes.com."),
        ssl: Ssl.prefault({ method: "http" }).describe("The certificate."),
        metadata: z.record(z.string(), z.json()).optional().describe("JSON for Workers and rules."),
        waitFor: z
          .enum(["none", "pending_validation", "active"])
          .optional()
          .describe("What create and update wait for: nothing, the validation records, or an active hostname."),
        adopt: z
          .union([z.boolean(), z.string()])
          .optional()
          .describe("Whether to adopt an existing hostname: true, or Cloudflare's id for it."),
      }),
    )
    .superRefine(refuseFaultyHostnames)
    .default([])
    .describe("The customer's hostnames."),
  addon: z
    .strictObject({
      id: z
        .string()
        .regex(/^addon_[\w-]+$/, "must be Clever Cloud's id of the add-on, addon_…")
        .describe("Clever Cloud's id of the add-on, addon_…"),
      config: z.record(z.string(), z.string()).default({}).describe(
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the names of references.
        "Config vars of the add-on. ${licenseKey}, ${tenantId} and ${config:name} are replaced by values.",
      ),
      order: z
        .strictObject({
          ownerId: Text.describe("Id of the customer's organisation."),
          ownerName: Text.optional().describe("Name of the customer's organisation."),
          userId: Text.describe("Id of the user who orders."),
          region: Text.default("EU").describe("The region that is ordered."),
        })
        .optional()
        .describe("Orders the add-on from the test endpoint as the marketplace would; for trying a provider out."),
    })
    .optional()
    .describe("The tenant's add-on at Clever Cloud."),
});
export type TenantDeclaration = z.infer<typeof TenantDeclaration>;

/** How many licenses the owner and the members use. */
export function licensesUsed({ members }: Pick<TenantDeclaration, "members">): number {
  return 1 + members.filter(({ license }) => license !== false).length;
}

/** The hostnames of a customer who has no account: a file in tenants/ without owner and plan. */
export const OwnerlessTenant = TenantDeclaration.omit({ owner: true, plan: true });

/** A file in tenants/. */
export type TenantFile = z.infer<typeof OwnerlessTenant> & Partial<Pick<TenantDeclaration, "owner" | "plan">>;
