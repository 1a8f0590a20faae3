import { describe, expect, it } from "vitest";
import { atOrigin, checkEndpoints } from "../../../../src/tools/manifest/check-endpoints.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";

const named = { baseUrl: "https://cp.example/clevercloud/resources", ssoUrl: "https://cp.example/sso" };

describe("endpoints", () => {
  it("that refuse a stranger pass", async () => {
    const origin = await loopbackServer((request, response) => {
      response.writeHead(request.url === "/sso" ? 403 : 401).end();
    });
    const checks = await checkEndpoints("acme", atOrigin(named, origin));
    expect(checks).toHaveLength(5);
    expect(checks.filter(({ isRight }) => !isRight)).toEqual([]);
    expect(checks[0]?.call).toBe(`POST ${origin}/clevercloud/resources`);
  });

  it("that reveal existence before they ask for credentials, or let anyone in, fail", async () => {
    const origin = await loopbackServer((request, response) => {
      response.writeHead(request.method === "DELETE" ? 404 : 302, { location: "/panel" }).end();
    });
    const checks = await checkEndpoints("acme", atOrigin(named, origin));
    expect(checks.map(({ got, isRight }) => [got, isRight])).toEqual([
      ["302", false],
      ["302", false],
      ["404", false],
      ["404", false],
      ["302", false],
    ]);
  });

  it("that do not answer fail with the reason", async () => {
    const checks = await checkEndpoints("acme", {
      baseUrl: "http://nobody.invalid/r",
      ssoUrl: "http://nobody.invalid/s",
    });
    expect(checks.map(({ isRight }) => isRight)).toEqual([false, false, false, false, false]);
    expect(checks[0]?.got).toMatch(/^no answer \(.*nobody\.invalid.*\)$/);
  });

  it("of the sandbox's provider pass as far as it has them", async () => {
    await using sandbox = await startTestSandbox();
    const base = `${sandbox.ready.provider}/clevercloud`;
    const checks = await checkEndpoints("sandbox-addon", { baseUrl: `${base}/resources`, ssoUrl: `${base}/sso` });
    expect(checks.map(({ got }) => got)).toEqual(["401", "401", "401", "401", "401"]);
  });
});
