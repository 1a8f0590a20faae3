import { describe, expect, it } from "vitest";
import { cloudflareVendor } from "../../../providers/cloudflare/vendor.ts";
import { startCloudflare, zoneId, zoneName } from "./cloudflare-zone.ts";

describe("getZone", () => {
  it("returns a zone by its name, in any letter case", async () => {
    await using cloudflare = await startCloudflare();
    const connection = cloudflareVendor.connect(cloudflare.settings);
    const outputs = { zoneId, name: zoneName, status: "active" };
    expect(await connection.invoke("cloudflare:getZone", { name: zoneName })).toEqual({ outputs });
    expect(await connection.invoke("cloudflare:getZone", { name: zoneName.toUpperCase() })).toEqual({ outputs });
    expect(await cloudflare.sandbox.calls()).not.toContainEqual(expect.objectContaining({ write: true }));
  });

  it("fails for a zone that the credentials cannot read, and names the fix", async () => {
    await using cloudflare = await startCloudflare();
    const connection = cloudflareVendor.connect(cloudflare.settings);
    await expect(connection.invoke("cloudflare:getZone", { name: "other.example.eu" })).rejects.toThrow(
      'Cloudflare shows no zone "other.example.eu" to these credentials: check the name, and that the API token may ' +
        "read the zone (Zone: Read)",
    );
  });

  it("reports wrong arguments by property, without a call", async () => {
    await using cloudflare = await startCloudflare();
    const connection = cloudflareVendor.connect(cloudflare.settings);
    const before = (await cloudflare.sandbox.calls()).length;
    expect(await connection.invoke("cloudflare:getZone", { nam: zoneName })).toEqual({
      failures: [
        { property: "nam", reason: "is not a property of this function; did you mean name? (known: name)" },
        { property: "name", reason: "is required" },
      ],
    });
    expect(await cloudflare.sandbox.calls()).toHaveLength(before);
  });
});
