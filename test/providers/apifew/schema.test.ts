import { describe, expect, test } from "vitest";
import { parseExactly } from "../../../providers/apifew/parse-exactly.ts";
import {
  CounterValue,
  LicenseInfo,
  Pricings,
  parseFullName,
  toLicenseStatus,
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
  ])("splits %j", (text, parts) => {
    expect(parseFullName(text)).toEqual(parts);
  });
});

describe("the documentation's examples are read:", () => {
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
      licenseRole: "normal_user",
      licenseFeatures: ["read_report", "download_report"],
      isLicenseActive: true,
      licenseStatus: "subscribed",
      nameFirst: "John",
      nameLast: "Smith",
    });
  });

  test("a user without one: blanks count as absent", () => {
    const blank = { license_key: "", pricing_fullname: "", license_features: null, license_status: "", name_first: "" };

    expect(User.parse({ login: "x@y", uid: "1", ...blank })).toEqual({
      login: "x@y",
      uid: "1",
      licenseFeatures: [],
      isLicenseActive: false,
    });
  });

  test("license_number and license_key as the same value", () => {
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

  test("details of pricings, with booleans as texts, blank keys and the epoch as no end", () => {
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
    const [details] = Pricings.parse({
      pricings: [{ pricing_name: "Monthly pricing", pricing_rev: 10, licenses: [license, endless] }],
    });

    expect(details?.licenses).toMatchObject([
      { key: "", endsOn: "2022-02-28", isActive: true, userLogin: "agent_smith@noname.com" },
      { key, isActive: false },
    ]);
    expect(details?.licenses?.[1]?.endsOn).toBeUndefined();
    expect(details?.licenses?.[1]?.userLogin).toBeUndefined();
  });

  test("all licenses, and a counter's value as a number or as a text", () => {
    const license = { key, active: true, status: "subscribed", end_dt: "1970-01-01" };

    expect(toLicenseStatus(license)).toEqual({ key, isActive: true, status: "subscribed" });
    expect(CounterValue.parse({ value: 12.5 })).toBe(12.5);
    expect(CounterValue.parse({ value: "12.5" })).toBe(12.5);
    expect(CounterValue.safeParse({ value: "many" }).success).toBe(false);
  });
});

describe("an odd answer", () => {
  test("about features leaves the pricings readable: a value that is not a text is shown as JSON", () => {
    const pricing = { pricing_name: "main", pricing_rev: 1, licenses_count: 0 };
    const odd = [{ name: "report" }, 5, true, null, "share"];

    const parsed = Pricings.parse({
      pricings: [
        { ...pricing, features: odd },
        { ...pricing, features: "share" },
        { ...pricing, features: null },
      ],
    });

    expect(parsed.map(({ features }) => features)).toEqual([
      ['{"name":"report"}', "5", "true", "share"],
      ["share"],
      undefined,
    ]);
  });

  test("about one license in a list affects only that license", () => {
    expect(toLicenseStatus({ active: true })).toBeUndefined();
    expect(toLicenseStatus({ key: null, active: true })).toBeUndefined();
    expect(toLicenseStatus("nothing")).toBeUndefined();
    expect(toLicenseStatus({ key, status: { is: "odd" }, active: true, end_dt: 0 })).toEqual({ key, isActive: true });
    expect(toLicenseStatus({ license_number: key, active: "true" })).toMatchObject({ key, isActive: true });
    expect(toLicenseStatus({ key, status: "subscribed" })).toMatchObject({ isActive: true });
    expect(toLicenseStatus({ key, status: "cancelled" })).toMatchObject({ isActive: false });
    expect(toLicenseStatus({ key, active: "no", status: "subscribed" })).toMatchObject({ isActive: false });

    const license = { key: null, owner_login: {}, status: 7 };
    const [details] = Pricings.parse({
      pricings: [{ pricing_name: "main", pricing_rev: "1", licenses: [license, {}] }],
    });
    expect(details?.licenses).toMatchObject([{ key: "", status: "7" }, { key: "" }]);
  });

  test("about a user is read as far as possible", () => {
    expect(User.parse({ uid: 7, license_features: [{}], name_first: ["Jane"] })).toMatchObject({
      uid: "7",
      licenseFeatures: ["{}"],
    });
  });

  test.each(["1.2.3", "", " ", "1e", ".", "9007199254740993", "-9007199254740993", true, null, {}])(
    "about a counter is refused if it is not a number, or cannot be read exactly: %j",
    (value) => {
      expect(CounterValue.safeParse({ value }).success).toBe(false);
    },
  );

  test.each([
    ["9007199254740992", 9007199254740992],
    ["+1.5e3", 1500],
    [".5", 0.5],
    [1e21, 1e21],
  ])("about a counter is read if it is exact: %j", (value, expected) => {
    expect(CounterValue.parse({ value })).toBe(expected);
  });
});

test("digits beyond a number's precision are kept as a text", async () => {
  expect(await parseExactly('{"value":9007199254740993,"other":1.5,"small":-3}')).toEqual({
    value: "9007199254740993",
    other: 1.5,
    small: -3,
  });
  expect(await parseExactly("<html>")).toBeUndefined();
});
