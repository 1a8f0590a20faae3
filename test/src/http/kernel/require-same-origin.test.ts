import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { answerError } from "../../../../src/http/kernel/answer-error.ts";
import { requireSameOrigin } from "../../../../src/http/kernel/require-same-origin.ts";
import type { ServiceEnv } from "../../../../src/http/kernel/service-env.ts";
import { silentLog } from "../../../support/silent-log.ts";

const publicUrl = "https://cp.saasprovider.com";
const evil = "https://evil.example";

function appOf(url: string) {
  const app = new Hono<ServiceEnv>();
  app.onError((error, c) => answerError(error, c, silentLog));
  app.use(requireSameOrigin(url));
  app.all("/", (c) => c.text("done"));
  return async (method: string, headers: Record<string, string>) =>
    (await app.request("/", { method, headers, ...(method === "GET" || method === "HEAD" ? {} : { body: "{}" }) }))
      .status;
}

const types = ["application/json", "application/x-www-form-urlencoded", "text/plain", "application/cbor", ""];
const unsafe = ["POST", "PUT", "PATCH", "DELETE"];

describe("a request that can change something", () => {
  const ask = appOf(publicUrl);

  it.each(unsafe.flatMap((method) => types.map((type) => [method, type] as const)))(
    "%s of type %j is accepted only from our own pages",
    async (method, type) => {
      const sent = (headers: Record<string, string>) =>
        ask(method, { ...(type && { "Content-Type": type }), ...headers });
      expect(await sent({ Origin: publicUrl })).toBe(200);
      expect(await sent({ Origin: publicUrl, "Sec-Fetch-Site": "same-origin" })).toBe(200);
      expect(await sent({ "Sec-Fetch-Site": "same-origin" })).toBe(200);
      expect(await sent({})).toBe(403);
      expect(await sent({ Origin: evil })).toBe(403);
      expect(await sent({ Origin: "null" })).toBe(403);
      expect(await sent({ Origin: evil, "Sec-Fetch-Site": "same-origin" })).toBe(403);
      for (const site of ["cross-site", "same-site", "none", "Same-Origin, cross-site"]) {
        expect(await sent({ Origin: publicUrl, "Sec-Fetch-Site": site }), site).toBe(403);
      }
    },
  );

  it.each([
    `${publicUrl}.evil.example`,
    "https://cp.saasprovider.com:444",
    "http://cp.saasprovider.com",
    "https://www.cp.saasprovider.com",
    "cp.saasprovider.com",
    "",
  ])("is refused from %j, which only resembles our origin", async (origin) => {
    expect(await ask("POST", { Origin: origin, Host: "cp.saasprovider.com" })).toBe(403);
  });

  it("is accepted from the address at which a developer opened the page", async () => {
    const local = appOf("http://localhost:8080");
    expect(await local("POST", { Origin: "http://127.0.0.1:8080", Host: "127.0.0.1:8080" })).toBe(200);
    expect(await local("POST", { Origin: "http://127.0.0.1:8081", Host: "127.0.0.1:8080" })).toBe(403);
  });
});

it.each(["GET", "HEAD", "OPTIONS"])("%s changes nothing, and is accepted from anywhere", async (method) => {
  expect(await appOf(publicUrl)(method, { Origin: evil, "Sec-Fetch-Site": "cross-site" })).toBe(200);
});
