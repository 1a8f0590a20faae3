import type { CloudflareZone } from "../cloudflare-zone.ts";
import { originName, originRecord, zoneId } from "../cloudflare-zone.ts";

/** The route of the calls, by its name in the sandbox's call log. */
export const route = "/zones/:zone/custom_hostnames/fallback_origin";
export const otherName = "second.saasprovider.com";
export const records = [originRecord, { ...originRecord, name: otherName }];
export const unset = { dnsRecords: records, fallbackOrigin: undefined };
export const set = { dnsRecords: records, fallbackOrigin: originName };
export const inputs = { zoneId, origin: originName };

export async function upActive(cloudflare: CloudflareZone) {
  const driver = cloudflare.driveOrigin();
  await driver.up(inputs);
  await cloudflare.newCalls();
  return driver;
}
