import type { Kysely } from "kysely";
import { cnameTargetOf } from "../../../stacks/cname-target.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { type DnsServer, parseDnsServer } from "../../core/config/dns-server.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { Tenant } from "../../core/model/tenant.ts";
import { loadStatuses } from "../hostnames/claimed-hostnames.ts";
import { HostnameDetails } from "../hostnames/hostname-details.ts";
import { checkDomain, type DomainReport } from "./check-domain.ts";
import { toWantedDomain } from "./wanted-domain.ts";

interface CheckParts {
  readonly db: Kysely<Tables>;
  readonly config: Pick<ControlPlaneConfig, "deployment" | "dns">;
  now(): Date;
}

/**
 * Checks the DNS records of one of a tenant's hostnames; undefined if the tenant has no such hostname. No other name
 * is looked up, so nobody can use the control plane to ask about names of their choice.
 */
export async function checkTenantDomain(
  { db, config, now }: CheckParts,
  tenant: Pick<Tenant, "id" | "desired">,
  hostname: string,
): Promise<DomainReport | undefined> {
  const desired = tenant.desired.hostnames.find((each) => each.hostname === hostname);
  if (desired === undefined) {
    return undefined;
  }
  const status = (await loadStatuses(db, [tenant.id])).get(hostname);
  const wanted = toWantedDomain({
    hostname,
    cnameTarget: cnameTargetOf(config.deployment.cnameTarget, tenant.id),
    status: status?.status ?? null,
    certificateStatus: status?.certificateStatus ?? null,
    details: HostnameDetails.parse(status?.details ?? {}),
    certificateAuthority: desired.ssl.certificateAuthority,
  });
  const { resolvers, nameservers } = config.dns;
  return checkDomain(wanted, {
    servers: { resolvers: toServers(resolvers), nameservers: toServers(nameservers) },
    now,
  });
}

function toServers(texts: readonly string[]): DnsServer[] {
  return texts.flatMap((text) => parseDnsServer(text) ?? []);
}
