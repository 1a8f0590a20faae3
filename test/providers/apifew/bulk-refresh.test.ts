import { describe, expect, it } from "vitest";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { pricing } from "../../../providers/apifew/pricing.ts";
import { joinId } from "../../../providers/apifew/resource-id.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import { startTestSandbox } from "../../support/sandbox.ts";

const pricingUid = "ABCDEF1234567890";
const pricingName = "monthly_10";

describe("a refresh of a whole application", () => {
  it("of 500 licenses, their use and the pricings costs one call of each list", async () => {
    const owners = Array.from({ length: 500 }, (_, index) => `owner-${index}@customer.example`);
    const licenses = owners.map((ownerLogin) => ({ pricingUid, ownerLogin, userLogin: ownerLogin }));
    const users = owners.map((login) => ({ login }));
    await using sandbox = await startTestSandbox({ seed: { apifew: { defaults: true, users, licenses } } });
    const settings: Settings = {
      ...sandbox.settings,
      configured: (key) => (key === "marketplane:bulkReads" ? "on" : sandbox.settings.configured(key)),
    };
    const ofLicenses = createHandler(license, { settings });
    const ofUse = createHandler(licenseAssignment, { settings });
    const ofPricings = createHandler(pricing, { settings });
    const known = { pricingUid, pricingName };

    const read = await Promise.all([
      ...owners.map((owner) => ofLicenses.read(joinId(pricingUid, owner), known)),
      ...owners.map((owner) => ofUse.read(joinId(pricingUid, owner, owner), known)),
      ofPricings.read(pricingUid, { uid: pricingUid, name: pricingName }),
      ofPricings.read("ABCDEF1234567891", { uid: "ABCDEF1234567891", name: "Monthly pricing" }),
    ]);

    expect(read.filter(({ id }) => id !== undefined)).toHaveLength(1_002);
    expect((await sandbox.calls()).length).toBeLessThanOrEqual(2);
  });
});
