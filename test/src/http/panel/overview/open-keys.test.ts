import { expect, it } from "vitest";
import { sealText } from "../../../../../src/fleet/reconciler/run/seal-text.ts";
import { openKeys } from "../../../../../src/http/panel/overview/open-keys.ts";

const license = (key: string, secret: string) => ({ hint: key.slice(-4), sealed: sealText(key, secret, "tenant") });

it("license keys are decrypted with the key that encrypted them", () => {
  expect(openKeys([license("AAAA-1111", "now"), license("BBBB-2222", "now")], "tenant", "now")).toEqual([
    "AAAA-1111",
    "BBBB-2222",
  ]);
});

it("license keys that are not stored, or encrypted with a rotated key, are omitted without an error", () => {
  expect(openKeys([license("AAAA-1111", "before")], "tenant", "now")).toBeUndefined();
  expect(openKeys([license("AAAA-1111", "now"), { hint: "2222", sealed: null }], "tenant", "now")).toBeUndefined();
  expect(openKeys([license("AAAA-1111", "now")], "tenant", undefined)).toBeUndefined();
  expect(openKeys([], "tenant", "now")).toBeUndefined();
});
