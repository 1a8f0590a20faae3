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
export async function hostnameId(world: TestSandbox, hostname: string): Promise<string> {
  const { cloudflare } = Object(await world.state());
  const all: { id: string; hostname: string }[] = cloudflare.zones.flatMap(
    (zone: { custom_hostnames: unknown[] }) => zone.custom_hostnames,
  );
  return all.find((one) => one.hostname === hostname)?.id ?? "";
}

/** All objects of the small world, managed. */
export async function managedFleet(world: TestSandbox): Promise<Exported[]> {
  const ids = await Promise.all(["shop", "www", "docs"].map((name) => hostnameId(world, `${name}.acme-shoes.com`)));
  const assignmentId = `${pricingUid}/${jane}/${john}`;
  return [
    await managed(world, fallbackOrigin, "origin", zoneId),
    await managed(world, customHostname, "shop", `${zoneId}/${ids[0]}`),
    await managed(world, customHostname, "www", `${zoneId}/${ids[1]}`),
    await managed(world, customHostname, "docs", `${zoneId}/${ids[2]}`),
    await managed(world, pricing, "basic", pricingUid),
    await managed(world, user, "jane", jane),
    await managed(world, user, "john", john),
    await managed(world, license, "licenses", `${pricingUid}/${jane}`),
    await managed(world, licenseAssignment, "johns-license", assignmentId),
    await managed(world, addonConfig, "addon-config", "addon_1"),
  ];
}
