import { license } from "@marketplane/providers/apifew/license/index.ts";
import { licenseAssignment } from "@marketplane/providers/apifew/license-assignment.ts";
import { pricing } from "@marketplane/providers/apifew/pricing.ts";
import { user } from "@marketplane/providers/apifew/user.ts";
import { addonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import { fallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin/index.ts";
import type { TestSandbox } from "../../../support/sandbox.ts";
import { type Exported, jane, john, managed, pricingUid, zoneId } from "./drift-fixture.ts";

/** Cloudflare's id of a hostname. */
export async function hostnameId(sandbox: TestSandbox, hostname: string): Promise<string> {
  const { cloudflare } = Object(await sandbox.state());
  const all: { id: string; hostname: string }[] = cloudflare.zones.flatMap(
    (zone: { custom_hostnames: unknown[] }) => zone.custom_hostnames,
  );
  return all.find((one) => one.hostname === hostname)?.id ?? "";
}

/** All objects of the small fleet, managed. */
export async function managedFleet(sandbox: TestSandbox): Promise<Exported[]> {
  const ids = await Promise.all(["shop", "www", "docs"].map((name) => hostnameId(sandbox, `${name}.acme-shoes.com`)));
  const assignmentId = `${pricingUid}/${jane}/${john}`;
  return [
    await managed(sandbox, fallbackOrigin, "origin", zoneId),
    await managed(sandbox, customHostname, "shop", `${zoneId}/${ids[0]}`),
    await managed(sandbox, customHostname, "www", `${zoneId}/${ids[1]}`),
    await managed(sandbox, customHostname, "docs", `${zoneId}/${ids[2]}`),
    await managed(sandbox, pricing, "basic", pricingUid),
    await managed(sandbox, user, "jane", jane),
    await managed(sandbox, user, "john", john),
    await managed(sandbox, license, "licenses", `${pricingUid}/${jane}`),
    await managed(sandbox, licenseAssignment, "johns-license", assignmentId),
    await managed(sandbox, addonConfig, "addon-config", "addon_1"),
  ];
}
