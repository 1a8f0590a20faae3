import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../../../src/core/redaction/redactor.ts";
import { redactBody, redactHeaders, redactPath } from "../../../../src/http/journal/redact-request.ts";

/** Knows no secret's value. */
const ignorant = createRedactor([]);

/**
 * A secret as people choose them: not an ordinary word, and not one that percent-encoding leaves unchanged.
 */
const secret = fc
  .array(fc.constantFrom(..."abcXYZ0189 +&=%/\"'\\{}[]:é-_~"), { minLength: 35, maxLength: 60 })
  .map((letters) => letters.join(""))
  .filter((text) => text.trim() === text);
const word = fc.stringMatching(/^[a-z][a-z_-]{0,11}$/);
const json = fc.jsonValue({ maxDepth: 4 });

/** Every form in which the text may appear: plain, in JSON, in a form or in a path. */
function shows(output: string, text: string): boolean {
  const form = new URLSearchParams([["", text]]).toString().slice(1);
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), form].some((face) =>
    output.includes(face),
  );
}

/** The value with the leaf inserted at the place that the path of choices selects. */
function bury(value: unknown, leaf: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) {
    return leaf;
  }
  const inner = bury(value, leaf, rest);
  return rest.length % 2 === 0 ? { other: value, [name]: inner } : [value, inner, { [name]: inner }];
}

describe("a recorded request", () => {
  test("contains no known secret, from headers, path, query, form or JSON", () => {
    fc.assert(
      fc.property(secret, word, word, json, fc.array(word, { maxLength: 5 }), (known, name, other, around, path) => {
        const redactor = createRedactor([known]);
        const form = new URLSearchParams([
          [other, "x"],
          [name, known],
          [known, "1"],
        ]).toString();
        const outputs = [
          redactBody(JSON.stringify(bury(around, known, path)), redactor),
          redactBody(JSON.stringify({ [known]: around }), redactor),
          redactBody(JSON.stringify({ [name]: JSON.stringify({ [other]: `x${known}x` }) }), redactor),
          redactBody(form, redactor),
          redactBody(`no form, no JSON: ${known}`, redactor),
          redactPath(`/a/${encodeURIComponent(known)}/b?${form}`, redactor),
          JSON.stringify(redactHeaders({ [name]: known, "user-agent": `agent ${known}`, cookie: known }, redactor)),
        ];
        for (const output of outputs) {
          expect(shows(output, known), output).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  const credentialName = fc.constantFrom(
    "password",
    "user_tokens",
    "token",
    "signature",
    "userinfo_signature",
    "sso_salt",
    "apiKey",
    "MYADDON_LICENSE_KEY",
    "Authorization",
    "session_id",
    "client_secret",
    "config",
  );

  test("contains no value under the name of a credential, at any depth and in any encoding", () => {
    const value = fc.stringMatching(/^[a-z]{8,20}$/).map((text) => `v-${text}`);
    fc.assert(
      fc.property(credentialName, value, word, (name, unknown, outer) => {
        const nested = { [outer]: [{ [name]: { a: [unknown], b: unknown } }, { [name]: unknown }] };
        const map = JSON.stringify({ [outer]: unknown });
        const outputs = [
          redactBody(JSON.stringify(nested), ignorant),
          redactBody(JSON.stringify({ [outer]: JSON.stringify(nested) }), ignorant),
          redactBody(JSON.stringify({ [name]: map }), ignorant),
          redactBody(new URLSearchParams([[name, map]]).toString(), ignorant),
          redactPath(`/x?${new URLSearchParams([[name, unknown]])}`, ignorant),
        ];
        for (const output of outputs) {
          expect(output).not.toContain(unknown);
        }
      }),
    );
  });

  test.each([
    ["an operator's token", `mp_abcdefghijklmnop_${"Ab-_9".repeat(8)}xyz`],
    ["a bearer token", "Bearer abc.def-ghi"],
    ["Basic credentials", "Basic dXNlcjpwYXNz"],
    ["a JSON web token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln"],
    ["a private key", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----"],
    ["a SHA-1 token", "bb466eb1d6bc345d11072c3cd25c311f21be130d"],
  ])("contains no %s, under any name", (_what, credential) => {
    expect(redactBody(JSON.stringify({ note: `see ${credential} here` }), ignorant)).toBe(
      '{"note":"see [redacted] here"}',
    );
  });

  test("contains no password of a URL", () => {
    const body = { logs: "https://jane:pw@logs.customer.com/x" };
    expect(redactBody(JSON.stringify(body), ignorant)).toBe('{"logs":"https://[redacted]@logs.customer.com/x"}');
  });

  test("keeps the content of an order, which debugging needs", () => {
    const provision = {
      addon_id: "addon_0b5e2c4e-8c0f-4f0e-9d4c-6f0c9b7a1d2e",
      owner_id: "orga_3547a882-d464-4c34-8168-add4b3e0c135",
      owner_name: "My Company",
      user_id: "user_0b5e2c4e-8c0f-4f0e-9d4c-6f0c9b7a1d2e",
      plan: "basic",
      region: "EU",
      callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_0b5e2c4e-8c0f-4f0e-9d4c-6f0c9b7a1d2e",
      options: { size: "2" },
    };
    expect(JSON.parse(redactBody(JSON.stringify(provision), createRedactor(["s".repeat(35)])))).toEqual(provision);
  });

  test("keeps the CloudFlare app's key of the tenant and the names of its tokens, and no token", () => {
    const form = new URLSearchParams({
      act: "user_create",
      user_email: "jane@customer.com",
      user_zone: "customer.com",
      user_tos: "1",
      user_tokens: '{"api":"abc","list":["def"]}',
      email: "jane@customer.com",
      remark: "write to joe@customer.com",
    });
    expect(Object.fromEntries(new URLSearchParams(redactBody(form.toString(), ignorant)))).toEqual({
      act: "user_create",
      user_email: "jane@customer.com",
      user_zone: "customer.com",
      user_tos: "1",
      user_tokens: '{"api":"[redacted]","list":["[redacted]"]}',
      email: "[personal]",
      remark: "write to [personal]",
    });
  });

  test("keeps the values of relevant headers, and only the names of others", () => {
    const headers = { "content-type": "application/json", authorization: "Basic eDp5", "x-real-ip": "192.0.2.1" };
    expect(redactHeaders(headers, ignorant)).toEqual({
      "content-type": "application/json",
      authorization: "[redacted]",
      "x-real-ip": "[redacted]",
    });
  });

  test("can be made from the longest and deepest bodies", () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    expect(redactBody(deep, ignorant)).toContain("[redacted]");
    for (const piece of ["a.", "eyJ-", "://a", "mp_a", "Basic  ", "-----BEGIN PRIVATE KEY-----", "x@"]) {
      const text = piece.repeat(65_536 / piece.length);
      expect(redactBody(JSON.stringify({ text }), ignorant).length).toBeLessThanOrEqual(text.length * 3);
    }
  });
});
