import { expect, test } from "vitest";
import { VendorError, type VendorErrorKind } from "../../../../providers/http/vendor-error.ts";
import { VendorConnections } from "../../../../src/fleet/drift/vendor-connections.ts";
import { VendorFailures } from "../../../../src/fleet/drift/vendor-failures.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

const configured = (key: string) => (key === "cloudflare:apiToken" ? "token-0123456789-0123456789" : undefined);
const settings = { configured, environment: () => undefined };
const connection = new VendorConnections(new FakeClock()).open("cloudflare", settings);

const failed = (kind: VendorErrorKind) =>
  new VendorError({ vendor: "Cloudflare", kind, outcome: "unknown", call: "GET /x", detail: "no" });

test.each([
  ["malformed-response", "shop", false],
  ["malformed-response", null, true],
  ["unavailable", "shop", true],
  ["unauthorized", "shop", true],
  ["invalid", "shop", false],
] as const)("%s of %s stops the scan of its vendor: %s", (kind, resource, isEnded) => {
  const failures = new VendorFailures();

  failures.note(failed(kind), connection, { stack: "test", resource });

  expect(failures.hasFailed(connection)).toBe(isEnded);
  expect(failures.errors).toHaveLength(1);
});
