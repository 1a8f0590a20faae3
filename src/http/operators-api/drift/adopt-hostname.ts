import { z } from "@hono/zod-openapi";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { actionFor } from "../../../fleet/drift/tasks/action-for.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { changeTenant } from "../tenants/change-tenant.ts";
import { getOpenFinding } from "./find-finding.ts";

/** The tenant that an unmanaged hostname is assigned to. */
export const Adoption = z.strictObject({
  tenant: z.string().min(1, "must name a tenant").max(64),
  method: z
    .enum(["http", "txt", "email"], { error: "must be http, txt or email" })
    .default("http")
    .describe(
      "How its certificate is validated from now on; a method other than the current one restarts the validation.",
    ),
});
export type Adoption = z.infer<typeof Adoption>;

const Hostnames = TenantDeclaration.shape.hostnames.unwrap();

/**
 * Adds the unmanaged hostname of a finding to a tenant's desired state. The next run adopts the existing
 * object at Cloudflare. Returns the hostname. Refuses a hostname that another tenant claims, or one more than
 * the tenant's plan includes.
 */
export async function adoptHostname(
  { db, ledger, config }: Pick<ServiceContext, "db" | "ledger" | "config">,
  fingerprint: string,
  { tenant: id, method }: Adoption,
  actor: string,
): Promise<string> {
  const { finding } = await getOpenFinding(db, fingerprint);
  const action = actionFor(finding);
  if (action.kind !== "adopt") {
    throw new HttpError(409, { detail: "Only an unmanaged custom hostname can be assigned to a tenant." });
  }
  const adopted = Hostnames.safeParse([{ hostname: action.hostname, ssl: { method } }]);
  const [declared] = adopted.data ?? [];
  if (declared === undefined) {
    const issue = adopted.error?.issues[0];
    throw new HttpError(409, { detail: `${action.hostname} cannot be assigned to a tenant: it ${issue?.message}.` });
  }
  const { hostname } = declared;
  return ledger.submit({
    key: { id },
    actor,
    action: "drift.adopt",
    hostnames: [hostname],
    decide: (tenant) => {
      assertWithout(tenant, hostname);
      const hostnames = [...(tenant?.desired.hostnames ?? []), declared];
      const decision = changeTenant({ hostnames }, config)(tenant);
      return { ...decision, answer: hostname, detail: { hostname, fingerprint } };
    },
  });
}

function assertWithout(tenant: Tenant | undefined, hostname: string): void {
  if (!tenant?.desired.hostnames.some((own) => own.hostname === hostname)) {
    return;
  }
  throw new HttpError(409, { detail: `${hostname} already belongs to the tenant. Its next run adopts it.` });
}
