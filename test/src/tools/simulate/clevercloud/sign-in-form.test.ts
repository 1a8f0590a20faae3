import { expect, test } from "vitest";
import { signatureOf, tokenOf } from "../../../../../src/tools/simulate/clevercloud/sign-in-form.ts";

test("the token is that of Heroku's documentation, whose formula Clever Cloud uses", () => {
  const form = { id: "123", timestamp: "1267597772", "nav-data": "", email: "" };
  expect(tokenOf(form, "2f97bfa52ca102f8874716e2eb1d3b4920ad0be4")).toBe("bb466eb1d6bc345d11072c3cd25c311f21be130d");
});

test("the signature equals sha512sum's result of the page's formula", () => {
  const form = {
    id: "shopaddonid",
    user_id: "user_8c7d",
    email: "jane+é@example.com",
    "nav-data": "eyJhIjoxfQ",
    timestamp: "1772000000",
  };
  expect(signatureOf(form, "0123456789abcdef0123456789abcdef01234567")).toBe(
    "ff9931830888e179dce0b160e489275423668d5b978361223e7e07b506e0b39b572d365aba28bfe25409a1f976258b93f439b70c7b4ac27a6d1db375dcd0c722",
  );
});
