import { describe, expect, it } from "vitest";
import { areReadsShared, readBudget, readPerPage } from "../../providers/read-settings.ts";
import type { Settings } from "../../providers/settings.ts";

const setting = { key: "cloudflare:x", env: "CLOUDFLARE_X" };
const bounds = { min: 5, max: 1000, byDefault: 50 };

function configured(key: string, value: string): Settings {
  return { configured: (asked) => (asked === key ? value : undefined), environment: () => undefined };
}

const nothing = configured("", "");

describe("areReadsShared", () => {
  it("is on unless it is switched off", () => {
    expect(areReadsShared(nothing)).toBe(true);
    expect(areReadsShared(configured("marketplane:bulkReads", "off"))).toBe(false);
    expect(() => areReadsShared(configured("marketplane:bulkReads", "no"))).toThrow(
      'marketplane:bulkReads (MARKETPLANE_BULK_READS) must be on or off, not "no"',
    );
  });
});

describe("readBudget", () => {
  it("accepts calls and seconds, and uses the vendor's budget if none is set", () => {
    expect(readBudget(configured(setting.key, "240/60"), setting, { calls: 1, windowMs: 1 })).toEqual({
      calls: 240,
      windowMs: 60_000,
    });
    expect(readBudget(nothing, setting, { calls: 1200, windowMs: 300_000 })).toEqual({
      calls: 1200,
      windowMs: 300_000,
    });
  });

  it.each(["", "240", "0/60", "240/0", "-1/60", "a/b", "240/60/1"])("refuses %j with an example", (value) => {
    const read = () => readBudget(configured(setting.key, value), setting, { calls: 1, windowMs: 1 });
    if (value === "") {
      expect(read()).toEqual({ calls: 1, windowMs: 1 });
    } else {
      expect(read).toThrow("cloudflare:x (CLOUDFLARE_X) must be calls/seconds such as 1200/300");
    }
  });
});

describe("readPerPage", () => {
  it("accepts a whole number within the limits", () => {
    expect(readPerPage(nothing, setting, bounds)).toBe(50);
    expect(readPerPage(configured(setting.key, "1000"), setting, bounds)).toBe(1000);
    for (const value of ["4", "1001", "7.5", "many"]) {
      expect(() => readPerPage(configured(setting.key, value), setting, bounds)).toThrow("whole number from 5 to 1000");
    }
  });
});
