import { describe, expect, test } from "vitest";
import { findInternals, findSecret } from "../../../../src/tools/simulate/find-internals.ts";

const secret = "a-secret-of-35-characters-or-even-more";

describe("findInternals", () => {
  test.each([
    ["TypeError: x is undefined\n    at Object.<anonymous> (file:///app/main.js:3:9)", "a JavaScript stack trace"],
    [JSON.stringify({ stack: "TypeError: x\n    at run (main.js:3:9)" }), "a JavaScript stack trace"],
    ["Traceback (most recent call last):", "a Python stack trace"],
    ["\tat com.example.Addon.create(Addon.java:42)", "a Java stack trace"],
    ["goroutine 7 [running]:", "a Go stack trace"],
    ["app/models/addon.rb:12:in `create'", "a Ruby stack trace"],
    ["thrown in /srv/app.php on line 12", "a PHP stack trace"],
    ["(azimutt 2.0) lib/azimutt/clever_cloud.ex:31: Azimutt.CleverCloud.create/1", "an Elixir stack trace"],
    ["Cannot find /usr/src/app/config.json", "a file of the server"],
    ['duplicate key value violates unique constraint "addons_pkey"', "a database error"],
  ])("sees %j", (text, found) => {
    expect(findInternals(text)).toBe(found);
  });

  test.each([
    '{"id":"abcdef","config":{"SHOE_SHOP_URL":"https://app.example:8443/a/b"},"message":"Ready at 12:30:00"}',
    '{"type":"about:blank","title":"Unprocessable Content","detail":"There is no plan x (see https://docs.example/plans)"}',
    "<p>Please sign in at the console again. It is 12:00:01</p>",
    '{"message":"plan must match the pattern ^[a-z]+$ at plan"}',
    "",
  ])("sees nothing in %j", (text) => {
    expect(findInternals(text) ?? findSecret(text, [secret, ""])).toBeUndefined();
  });

  test("sees a shared secret", () => {
    expect(findSecret(`salt ${secret}`, ["another", secret])).toBe("a shared secret");
  });
});
