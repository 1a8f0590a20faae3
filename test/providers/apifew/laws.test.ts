import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counter } from "../../../providers/apifew/counter.ts";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { managedUser } from "../../../providers/apifew/managed-user.ts";
import { pricing } from "../../../providers/apifew/pricing.ts";
import { joinId, splitId } from "../../../providers/apifew/resource-id.ts";
import { user } from "../../../providers/apifew/user.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import { settingsFrom } from "./apifew-driver.ts";

const options = { settings: settingsFrom({ "apifew:key": "12345678-aaaa-bbbb-cccc-1234567890abcdef" }) };
const login = fc.emailAddress();
const uid = fc.stringMatching(/^[0-9A-F]{16}$/);
const pricingName = fc.constantFrom("monthly_10", "Monthly pricing", "année 2026");
const adopt = fc.oneof(fc.boolean(), fc.constant("an id"));
const name = fc.string({ maxLength: 40 });

const optional = (required: readonly string[]) => ({ requiredKeys: required as never[] });

const resources = [
  [
    "User",
    createHandler(user, options),
    fc.record({ login, nameFirst: name, nameLast: name, adopt }, optional(["login"])),
  ],
  [
    "ManagedUser",
    createHandler(managedUser, options),
    fc.record({ ownerLogin: login, managedLogin: login, adopt }, optional(["ownerLogin", "managedLogin"])),
  ],
  [
    "Pricing",
    createHandler(pricing, options),
    fc.record({ uid, name: pricingName, migrateLicenses: fc.boolean(), adopt }, optional(["uid"])),
  ],
  [
    "License",
    createHandler(license, options),
    fc.record(
      {
        pricingUid: uid,
        ownerLogin: login,
        pricingName,
        quantity: fc.integer({ min: 1, max: 1000 }),
        assignUsage: fc.boolean(),
        adopt,
      },
      optional(["pricingUid", "ownerLogin"]),
    ),
  ],
  [
    "LicenseAssignment",
    createHandler(licenseAssignment, options),
    fc.record(
      { pricingUid: uid, ownerLogin: login, userLogin: login, pricingName, adopt },
      optional(["pricingUid", "ownerLogin", "userLogin"]),
    ),
  ],
  [
    "Counter",
    createHandler(counter, options),
    fc.record(
      {
        name: fc.constantFrom("requests", "counter one"),
        userLogin: login,
        value: fc.double({ noNaN: true, noDefaultInfinity: true }),
        adopt,
      },
      optional(["name", "userLogin"]),
    ),
  ],
] as const;

describe.each(resources)("%s", (_name, handler, inputs) => {
  test("check accepts valid inputs, is idempotent, and its result has no difference from itself", async () => {
    const arbitrary: fc.Arbitrary<object> = inputs;
    await fc.assert(
      fc.asyncProperty(arbitrary, async (given) => {
        const once = await handler.check({}, given);
        const twice = await handler.check(once.inputs, once.inputs);

        expect(once.failures).toEqual([]);
        expect(twice).toEqual(once);
        expect(await handler.diff("id", { ...once.inputs, licenseKey: "known" }, once.inputs)).toMatchObject({
          changes: false,
        });
      }),
    );
  });
});

test("an id is parsed to the parts that it was built from, for any parts", () => {
  const part = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ minLength: 1, unit: fc.constantFrom("/", "%", "2", "F", "5", "a") }),
  );

  fc.assert(
    fc.property(fc.tuple(part, part, part), (parts) => {
      expect(splitId(joinId(...parts), "<one>/<two>/<three>")).toEqual(parts);
    }),
  );
});
