import type { CustomerDns } from "../customer-dns.ts";
import type { CustomHostname, Zone } from "./zone.ts";

const chainLengthMax = 16;

/**
 * Since when a hostname points to the zone: follows the customer's CNAME chain until it ends at a record of
 * the zone. Undefined if it does not.
 */
export function routedSince(hostname: string, zone: Zone, dns: CustomerDns): number | undefined {
  let name = hostname.toLowerCase();
  let sinceMs = 0;
  for (let step = 0; step < chainLengthMax; step += 1) {
    const target = step === 0 ? undefined : zone.addressRecordsFor(name)[0];
    if (target !== undefined) {
      return Math.max(sinceMs, target.createdAtMs);
    }
    const cname = dns.find(name, "CNAME")[0];
    if (cname === undefined) {
      return undefined;
    }
    sinceMs = Math.max(sinceMs, cname.sinceMs);
    name = cname.content.toLowerCase().replace(/\.$/, "");
  }
  return undefined;
}

/** Since when one of the ownership tokens is in the customer's DNS or on the customer's server. */
export function ownershipTokenSince(hostname: CustomHostname, dns: CustomerDns): number | undefined {
  const txt = dns.find(ownershipTxtName(hostname), "TXT");
  const http = dns.find(ownershipHttpUrl(hostname), "HTTP");
  return earliest([...txt, ...http].filter(({ content }) => content === hostname.ownershipToken));
}

export function ownershipTxtName(hostname: CustomHostname): string {
  return `_cf-custom-hostname.${hostname.hostname}`;
}

export function ownershipHttpUrl(hostname: CustomHostname): string {
  return `http://${hostname.hostname}/.well-known/cf-custom-hostname-challenge/${hostname.id}`;
}

export function dcvTxtName(hostname: CustomHostname): string {
  return `_acme-challenge.${hostname.hostname}`;
}

export function dcvHttpUrl(hostname: CustomHostname, token: string): string {
  return `http://${hostname.hostname}/.well-known/pki-validation/${token}.txt`;
}

/** The target of a delegated _acme-challenge record. */
export function dcvDelegationTarget(hostname: CustomHostname, zone: Zone): string {
  return `${hostname.hostname}.${zone.id.slice(0, 16)}.dcv.cloudflare.com`;
}

/** Since when the certificate authority can validate the hostname by the order's method. */
export function dcvSince(hostname: CustomHostname, zone: Zone, dns: CustomerDns): number | undefined {
  const order = hostname.ssl;
  if (order === undefined || order.method === "email") {
    return undefined;
  }
  if (order.method === "http") {
    const served = dns.find(dcvHttpUrl(hostname, order.httpToken), "HTTP");
    const servedSince = earliest(served.filter(({ content }) => content === order.httpToken));
    return routedSince(hostname.hostname, zone, dns) ?? servedSince;
  }
  const delegated = dns.find(dcvTxtName(hostname), "CNAME")[0];
  if (delegated?.content === dcvDelegationTarget(hostname, zone)) {
    return delegated.sinceMs;
  }
  const records = dns.find(dcvTxtName(hostname), "TXT");
  const placed = order.txtTokens.map((token) => records.find(({ content }) => content === token)?.sinceMs);
  const since = placed.filter((sinceMs) => sinceMs !== undefined);
  return since.length === order.txtTokens.length ? Math.max(...since) : undefined;
}

function earliest(records: readonly { readonly sinceMs: number }[]): number | undefined {
  return records.length === 0 ? undefined : Math.min(...records.map(({ sinceMs }) => sinceMs));
}
