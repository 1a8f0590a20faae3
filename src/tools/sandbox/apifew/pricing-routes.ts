import type { Hono } from "hono";
import type { SandboxEnv } from "../sandbox-context.ts";
import { type ApifewApp, currentRevision, fullNameOf, type License, type Pricing } from "./apifew-app.ts";
import { isTruthy, readParameters } from "./parameters.ts";
import { result } from "./result.ts";

/**
 * Pricings in both forms: CURRENT_REV_ONLY 1 requests the basic form. 0 means the same as its absence, so the
 * answer then combines both forms.
 */
export function addPricingRoutes(api: Hono<SandboxEnv>, app: ApifewApp): void {
  api.post("/v2/app/pricings", async (c) => {
    const parameters = await readParameters(c);
    const isCurrentOnly = isTruthy(parameters.CURRENT_REV_ONLY);
    const byRevision = groupByRevision(app);
    const pricings = [...app.pricings.values()].flatMap((pricing) =>
      pricing.revisions
        .map(({ rev, features }) => ({ rev, features, licenses: byRevision.get(`${pricing.uid} ${rev}`) ?? [] }))
        .filter(({ rev, licenses }) => rev === currentRevision(pricing) || (!isCurrentOnly && licenses.length > 0))
        .map(({ rev, features, licenses }) => ({
          pricing_name: pricing.name,
          pricing_rev: rev,
          licenses_count: licenses.length,
          features,
          ...(isCurrentOnly ? {} : { licenses: licenses.map((license) => licenseToWire(pricing, license)) }),
        })),
    );
    return result(c, { pricings });
  });
}

function groupByRevision(app: ApifewApp): Map<string, License[]> {
  return Map.groupBy(app.licenses.values(), ({ pricingUid, rev }) => `${pricingUid} ${rev}`);
}

/** Only here, active is a text, as the page prints it. */
function licenseToWire(pricing: Pricing, license: License) {
  return {
    key: license.key,
    pricing_fullname: fullNameOf(pricing, license.rev),
    period_freq: pricing.periodFreq,
    end_dt: license.endDate,
    active: String(license.active),
    status: license.status,
    owner_login: license.ownerLogin,
    user_login: license.userLogin ?? "",
  };
}
