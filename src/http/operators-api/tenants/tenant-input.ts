import { z } from "@hono/zod-openapi";
import { holdsUploadedKey } from "@marketplane/providers/cloudflare/custom-hostname/ssl.ts";
import { refuseFaultyHostnames, TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { AnyJson } from "../../kernel/any-json.ts";

const declared = TenantDeclaration.shape;
const ExternalId = z.string().min(1, "must not be empty").max(500, "must have at most 500 characters");
const License = z.strictObject({ quantity: declared.license.unwrap().shape.quantity.unwrap() });

const Hostname = declared.hostnames.unwrap().element.extend({ metadata: z.record(z.string(), AnyJson).optional() });

const Hostnames = z.array(Hostname).superRefine((hostnames, context) => {
  for (const [index, { ssl }] of hostnames.entries()) {
    if (!holdsUploadedKey(ssl)) {
      continue;
    }
    const message = "must not contain a private key, which would be stored in the database: use customCsrId";
    context.addIssue({ code: "custom", path: [index, "ssl"], message });
  }
  refuseFaultyHostnames(hostnames, context);
});

/** A tenant as an operator creates it: the content of a file in tenants/, and the caller's own id. */
export const NewTenant = z
  .strictObject({
    source: declared.source,
    externalId: ExternalId.optional().describe(
      "The caller's own id of the tenant. A repeated id means the same tenant.",
    ),
    plan: declared.plan,
    owner: declared.owner,
    license: License.optional().describe("Default: the number that the plan includes."),
    members: declared.members,
    hostnames: Hostnames.default([]),
    counters: declared.counters,
  })
  .openapi("NewTenant");
export type NewTenant = z.infer<typeof NewTenant>;

/** Changes to a tenant: lists are replaced, objects are merged, and null removes a value (RFC 7396). */
export const TenantPatch = z
  .strictObject({
    plan: declared.plan.optional(),
    owner: z
      .strictObject({
        login: declared.owner.shape.login.optional(),
        nameFirst: declared.owner.shape.nameFirst.nullable(),
        nameLast: declared.owner.shape.nameLast.nullable(),
      })
      .optional(),
    license: License.nullable().optional(),
    members: declared.members.unwrap().optional(),
    hostnames: Hostnames.optional(),
    counters: z.record(declared.counters.unwrap().keyType, z.number().nullable()).optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, "must change at least one property")
  .openapi("TenantPatch");
export type TenantPatch = z.infer<typeof TenantPatch>;
