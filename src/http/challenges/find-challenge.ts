import type { Kysely } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { findHostnameDetails } from "../../fleet/hostnames/claimed-hostnames.ts";

/**
 * The body that Cloudflare or the certificate authority expects at `path` of a tenant's hostname: the token
 * of its ownership verification or of the certificate's HTTP validation. Undefined if no check is pending.
 */
export async function findChallenge(db: Kysely<Tables>, hostname: string, path: string): Promise<string | undefined> {
  const details = await findHostnameDetails(db, hostname);
  if (details === undefined) {
    return undefined;
  }
  const { ownershipHttp, validationRecords } = details;
  const challenges = [
    ...(ownershipHttp === undefined ? [] : [ownershipHttp]),
    ...validationRecords.map(({ httpUrl, httpBody }) => ({ url: httpUrl, body: httpBody })),
  ];
  return challenges.find(({ url }) => leadsTo(url, hostname, path))?.body;
}

function leadsTo(url: string | undefined, hostname: string, path: string): boolean {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed !== null && parsed.hostname === hostname && parsed.pathname === path;
}
