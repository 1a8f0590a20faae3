import { describe, expect, it } from "vitest";
import { loopbackServer } from "../../../support/loopback-server.ts";
import { detect, stackOf, startDriftSandbox } from "./drift-fixture.ts";
import { managedFleet } from "./managed-fleet.ts";

describe("drift behind a 404 that is not the vendor's", () => {
  it.each([
    ["text/html", "<html><h1>404 Not Found</h1></html>"],
    ["application/problem+json", '{"type":"about:blank","title":"Not Found","status":404}'],
    ["application/json", '{"message":"no Route matched with those values"}'],
    ["text/plain", ""],
  ])("(%s) is an error, and no object is reported as missing", async (type, body) => {
    await using sandbox = await startDriftSandbox();
    // It knows none of the vendors' paths, like a proxy without a backend.
    const url = await loopbackServer((_request, response) =>
      response.writeHead(404, { "content-type": type }).end(body),
    );
    const fleet = await managedFleet(sandbox);
    const configured = (key: string) => (key.endsWith(":baseUrl") ? url : sandbox.settings.configured(key));
    const lost = { ...sandbox, settings: { ...sandbox.settings, configured } };

    const report = await detect([stackOf(lost, fleet)]);

    expect(report.result).toBe("error");
    expect(report.findings.filter(({ kind }) => kind === "missing")).toEqual([]);
    expect(new Set(report.errors.map(({ vendor }) => vendor))).toEqual(
      new Set(["cloudflare", "apifew", "clevercloud"]),
    );
  });

  it("is an error if the base URL of Clever Cloud lacks its /v2", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const configured = (key: string) => {
      const value = sandbox.settings.configured(key);
      return key === "clevercloud:baseUrl" ? value?.replace(/\/v2$/, "") : value;
    };
    const wrong = { ...sandbox, settings: { ...sandbox.settings, configured } };

    const report = await detect([stackOf(wrong, fleet)]);

    expect(report).toMatchObject({ result: "error", findings: [] });
    expect(report.errors[0]?.message).toContain("HTTP 404");
  });
});
