import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SsoForm, toSsoForm } from "../../../../../src/http/marketplaces/clevercloud/sso-form.ts";
import { verifySsoForm } from "../../../../../src/http/marketplaces/clevercloud/verify-sso-form.ts";
import { cleverSalt } from "../../../../support/service-context.ts";

/** When the forms below were sent: 2026-10-30T07:30:00Z. */
const sentAt = 1_793_345_400;
const minute = 60;

/** Signed by `printf %s "id:user:email:nav-data:salt:timestamp" | openssl dgst -sha512`, tokens by -sha1. */
const signed: SsoForm = {
  id: "abcdefghijklmnopqrstuvwxyz",
  timestamp: "1793345400",
  userId: "user_1",
  email: "ada@customer.com",
  navData: "eyJhIjoxfQ+/ é",
  signature:
    "2843401d558f76c2d9ddcebeabbfbba1a3ce92543f89baa410d08b71c8785d9cde6b7304e168b0a537eb241b6c912b6c657035d6fa1d2e5748726ffe7e7576bf",
  token: "",
};
const signedInMilliseconds: SsoForm = {
  ...signed,
  timestamp: "1793345400123",
  navData: "",
  signature:
    "2cd347c3be0b1410fba50a81a4f4d41f10cffed6adb8c92ca5e231dd73cbab0f42b9cfdac3d1dd79fe49d750545b3842d35af3bf2984608a92a7d8f4e7cca5bd",
};
const tokenOnly: SsoForm = {
  ...signed,
  timestamp: "1793345400.25",
  signature: "",
  token: "f4f3c92dfc4d40abd48578f72692846ec15a0541",
};

function verify(form: SsoForm, { ageSeconds = 0, acceptsBareToken = true, salts = [cleverSalt] } = {}) {
  return verifySsoForm(form, { salts, acceptsBareToken, now: new Date((sentAt + ageSeconds) * 1000) });
}

describe("a genuine form is proven", () => {
  test.each([
    ["by a signature, in seconds", signed, "signature"],
    ["by a signature, in milliseconds", signedInMilliseconds, "signature"],
    ["by a token, in seconds with a fraction", tokenOnly, "token"],
  ])("%s", (_, form, proof) => {
    expect(verify(form, { ageSeconds: 1 })).toMatchObject({ proof });
  });

  test("by the test vector of Heroku's page", () => {
    const form = {
      ...tokenOnly,
      id: "123",
      timestamp: "1267597772",
      token: "bb466eb1d6bc345d11072c3cd25c311f21be130d",
    };
    const salts = ["2f97bfa52ca102f8874716e2eb1d3b4920ad0be4"];

    const verdict = verifySsoForm(form, { salts, acceptsBareToken: true, now: new Date(1_267_597_772_000) });

    expect(verdict).toMatchObject({ proof: "token" });
  });

  test("by the salt before, while it is being rotated", () => {
    expect(verify(signed, { salts: ["another-salt", cleverSalt] })).toMatchObject({ proof: "signature" });
  });
});

describe("age", () => {
  test.each([
    ["a signature", signed, 5 * minute],
    ["a signature in milliseconds", signedInMilliseconds, 5 * minute],
    ["a token", tokenOnly, 15 * minute],
  ])("%s is valid for its window, to the second", (_, form, window) => {
    expect(verify(form, { ageSeconds: window })).not.toHaveProperty("fault");
    expect(verify(form, { ageSeconds: window + 1 })).toEqual({ fault: "stale" });
  });

  test("a timestamp up to a minute ahead is tolerated, more is refused", () => {
    expect(verify(signed, { ageSeconds: -minute })).not.toHaveProperty("fault");
    expect(verify(signed, { ageSeconds: -minute - 1 })).toEqual({ fault: "from the future" });
  });
});

describe("refused is", () => {
  test.each(["id", "timestamp", "userId", "email", "navData"] as const)("a form whose %s was changed", (field) => {
    const changed = { ...signed, [field]: field === "timestamp" ? "1793345401" : `${signed[field]}x` };

    expect(verify(changed)).toEqual({ fault: "forged" });
  });

  test("a wrong signature, even with a valid token", () => {
    const { token } = tokenOnly;
    const form = { ...tokenOnly, token, signature: signed.signature };

    expect(verify(form)).toEqual({ fault: "forged" });
  });

  test("a form without a signature where one is required", () => {
    expect(verify(tokenOnly, { acceptsBareToken: false })).toEqual({ fault: "bare token" });
  });

  test("a form without any proof", () => {
    expect(verify({ ...signed, signature: "" })).toEqual({ fault: "without proof" });
  });

  test.each(["", "now", "-1", "1e9", " 1793345400", "0x6ae4", "9".repeat(400), "1793345400.", "NaN"])(
    "the timestamp %j",
    (timestamp) => {
      expect(verify({ ...signed, timestamp })).toEqual({ fault: "malformed" });
    },
  );

  test("a signature that fits another user if a colon is moved", () => {
    const genuine = signedBy(cleverSalt, { ...signed, navData: "x:y" });
    const moved = { ...genuine, userId: "user_1:ada@customer.com", email: "x", navData: "y" };

    expect(verify(genuine)).not.toHaveProperty("fault");
    expect(verify(moved)).toEqual({ fault: "malformed" });
  });

  test("a signature that fits another email if a colon is moved out of nav-data", () => {
    const genuine = signedBy(cleverSalt, { ...signed, navData: "x:y" });
    expect(verify({ ...genuine, email: "ada@customer.com:x", navData: "y" })).toEqual({ fault: "malformed" });
  });
});

test("a form is proven exactly when another implementation computes the same signature", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  fc.assert(
    fc.property(text, text, text, fc.boolean(), (user, email, navData, isGenuine) => {
      const form = { ...signed, userId: user.replaceAll(":", ""), email: email.replaceAll(":", ""), navData };

      const verdict = verify(signedBy(isGenuine ? cleverSalt : `${cleverSalt}x`, form));

      expect("proof" in verdict).toBe(isGenuine);
    }),
  );
});

test("a repeated field makes a form unreadable", () => {
  expect(toSsoForm(new URLSearchParams("id=a&timestamp=1&id=b"))).toBeUndefined();
  expect(toSsoForm(new URLSearchParams("id=a&timestamp=1&app=x&app=y"))).toMatchObject({ id: "a" });
});

function signedBy(salt: string, form: SsoForm): SsoForm {
  const values = [form.id, form.userId, form.email, form.navData, salt, form.timestamp];
  return {
    ...form,
    signature: createHash("sha512")
      .update(Buffer.from(values.join(":"), "utf8"))
      .digest("hex"),
  };
}
