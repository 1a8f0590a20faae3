import { describe, expect, test } from "vitest";
import {
  CounterValue,
  LicenseInfo,
  LicenseStatuses,
  Pricings,
  PricingsWithLicenses,
  parseFullName,
  User,
  UserV1,
} from "../../../providers/apifew/schema.ts";

const key = "12345678-aaaa-bbbb-cccc-1234567890abcdef";

describe("parseFullName", () => {
  test.each([
    ["Monthly pricing rev.10", { name: "Monthly pricing", revision: 10 }],
    ["monthly_10 rev.21", { name: "monthly_10", revision: 21 }],
    ["monthly_10 rev 3", { name: "monthly_10", revision: 3 }],
    ["A rev.1 of ours rev.2", { name: "A rev.1 of ours", revision: 2 }],
    ["main", { name: "main" }],
  ])("parts %j", (text, parts) => {
    expect(parseFullName(text)).toEqual(parts);
  });
});

describe("the page's examples", () => {
  test("a user with a license", () => {
    const wire = {
      login: "user.name@example.com",
      uid: "ABCDEF1234567890",
      app: "app.domain.com",
      license_key: key,
      pricing_fullname: "monthly_10 rev.21",
      license_role: "normal_user",
      license_features: ["read_report", "download_report"],
      license_active: true,
      license_status: "subscribed",
      name_first: "John",
      name_last: "Smith",
    };

    expect(User.parse(wire)).toEqual({
      login: "user.name@example.com",
      uid: "ABCDEF1234567890",
      licenseKey: key,
      pricing: { name: "monthly_10", revision: 21 },
      licenseFeatures: ["read_report", "download_report"],
      isLicenseActive: true,
      licenseStatus: "subscribed",
      nameFirst: "John",
      nameLast: "Smith",
    });
  });

  test("a user without one: blanks stand for what is not there", () => {
    const blank = { license_key: "", pricing_fullname: "", license_features: null, license_status: "", name_first: "" };

    expect(User.parse({ login: "x@y", uid: "1", ...blank })).toEqual({
      login: "x@y",
      uid: "1",
      licenseFeatures: [],
      isLicenseActive: false,
    });
  });

  test("license_number and license_key are one thing", () => {
    expect(User.parse({ login: "x@y", license_number: key }).licenseKey).toBe(key);
    expect(LicenseInfo.parse({ license_key: key }).key).toBe(key);
    expect(LicenseInfo.parse({ license_number: key, pricing_name: "monthly_10 rev.21" })).toMatchObject({
      key,
      pricing: { name: "monthly_10", revision: 21 },
    });
    expect(UserV1.parse({ login: "x@y", license_number: key, license_ok: true })).toMatchObject({
      licenseKey: key,
      isLicenseOk: true,
    });
  });

  test("pricings, with numbers as numbers or as texts", () => {
    const pricing = {
      pricing_name: "Monthly pricing",
      pricing_rev: 10,
      licenses_count: 133,
      features: ["read_report"],
    };
    const expected = { name: "Monthly pricing", revision: 10, licensesCount: 133, features: ["read_report"] };

    expect(Pricings.parse({ pricings: [pricing] })).toEqual([expected]);
    expect(Pricings.parse({ pricings: [{ ...pricing, pricing_rev: "10", licenses_count: "133" }] })).toEqual([
      expected,
    ]);
    expect(Pricings.parse({ pricings: [{ ...pricing, uid: "ABC" }] })[0]?.uid).toBe("ABC");
    expect(Pricings.parse({ pricings: [{ ...pricing, pricing_uid: "ABC" }] })[0]?.uid).toBe("ABC");
  });

  test("details of pricings, with booleans as texts, blank keys and the epoch for no end", () => {
    const license = {
      key: "",
      pricing_fullname: "Monthly pricing rev.10",
      period_freq: "monthly",
      end_dt: "2022-02-28",
      active: "true",
      status: "subscribed",
      owner_login: "john.smith@noname.com",
      user_login: "agent_smith@noname.com",
    };
    const endless = { ...license, key, active: "false", end_dt: "1970-01-01", user_login: "" };
    const [details] = PricingsWithLicenses.parse({
      pricings: [{ pricing_name: "Monthly pricing", pricing_rev: 10, licenses: [license, endless] }],
    });

    expect(details?.licenses).toMatchObject([
      { key: "", endsOn: "2022-02-28", isActive: true, userLogin: "agent_smith@noname.com" },
      { key, isActive: false },
    ]);
    expect(details?.licenses[1]?.endsOn).toBeUndefined();
    expect(details?.licenses[1]?.userLogin).toBeUndefined();
  });

  test("details without licenses are refused: every license would look absent", () => {
    const basic = { pricing_name: "Monthly pricing", pricing_rev: 10, licenses_count: 133, features: [] };

    expect(PricingsWithLicenses.safeParse({ pricings: [basic] }).success).toBe(false);
  });

  test("all licenses, and a counter's value as a number or as a text", () => {
    const license = { key, active: true, status: "subscribed", end_dt: "1970-01-01" };

    expect(LicenseStatuses.parse({ licenses: [license] })).toEqual([{ key, isActive: true, status: "subscribed" }]);
    expect(CounterValue.parse({ value: 12.5 })).toBe(12.5);
    expect(CounterValue.parse({ value: "12.5" })).toBe(12.5);
    expect(CounterValue.safeParse({ value: "many" }).success).toBe(false);
  });
});
