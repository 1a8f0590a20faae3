import { describe, expect, it } from "vitest";
import { toRunStep } from "../../../../../src/fleet/reconciler/engine/run-step.ts";

const tenant = "urn:pulumi:shard-00::marketplane::marketplane:index:Tenant";
/** How the engine marks a secret in its events. */
const blinded = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };

type Event = Parameters<typeof toRunStep>[0];
interface Sides {
  readonly old?: Readonly<Record<string, unknown>>;
  readonly new?: Readonly<Record<string, unknown>>;
  readonly diffs?: readonly string[];
}

function eventOf(op: string, type: string, { old, diffs, ...sides }: Sides = {}): Event {
  const urn = `${tenant}$pulumi-nodejs:${type}::abc-name`;
  const stateOf = (inputs: Sides["old"]) => inputs && { inputs: { __provider: "line", ...inputs } };
  const metadata = { op, urn, type: `pulumi-nodejs:${type}`, old: stateOf(old), new: stateOf(sides.new), diffs };
  return { sequence: 1, timestamp: 1, resOutputsEvent: { metadata } } as unknown as Event;
}

describe("the step that a run records for a resource", () => {
  it("has the tenant and the changed inputs, down to the nested value that differs", () => {
    const ssl = { method: "http", settings: { minTlsVersion: "1.2" } };
    const step = toRunStep(
      eventOf("update", "cloudflare:CustomHostname", {
        old: { hostname: "a.customer.com", ssl },
        new: { hostname: "a.customer.com", ssl: { ...ssl, settings: { minTlsVersion: "1.3" } }, waitFor: "active" },
        diffs: ["ssl", "waitFor"],
      }),
    );
    expect(step).toEqual({
      tenantId: "abc",
      type: "cloudflare:CustomHostname",
      name: "abc-name",
      operation: "update",
      isFailed: false,
      properties: [
        { path: "ssl.settings.minTlsVersion", before: '"1.2"', after: '"1.3"' },
        { path: "waitFor", before: null, after: '"active"' },
      ],
    });
  });

  it("names a changed secret and never shows its value, whether the state or the resource marks it as secret", () => {
    const marked = toRunStep(
      eventOf("update", "clevercloud:AddonConfig", {
        old: { addonId: "addon_1", config: { KEY: blinded, PLAN: "basic" } },
        new: { addonId: "addon_1", config: { KEY: blinded, PLAN: "pro" } },
        diffs: ["config"],
      }),
    );
    expect(marked?.properties).toEqual([{ path: "config.PLAN", before: '"[secret]"', after: '"[secret]"' }]);
    const blind = toRunStep(
      eventOf("update", "clevercloud:AddonConfig", {
        old: { config: { KEY: blinded } },
        new: { config: { KEY: blinded } },
        diffs: ["config"],
      }),
    );
    expect(blind?.properties).toEqual([{ path: "config", before: '"[secret]"', after: '"[secret]"' }]);
    // The definition decides if the state has no mark.
    const known = toRunStep(
      eventOf("update", "clevercloud:AddonConfig", {
        old: { config: { KEY: "license-key-before" } },
        new: { config: { KEY: "license-key-after" } },
      }),
    );
    expect(JSON.stringify(known)).not.toContain("license-key");
    const unknown = toRunStep(
      eventOf("update", "stranger:Thing", { old: { token: "one" }, new: { token: "another" }, diffs: ["token"] }),
    );
    expect(JSON.stringify(unknown)).not.toMatch(/one|another/);
  });

  it("has only the name of a changed property that is not an input", () => {
    const step = toRunStep(
      eventOf("update", "cloudflare:CustomHostname", {
        old: { hostname: "a.customer.com" },
        new: { hostname: "a.customer.com" },
        diffs: ["sslStatus"],
      }),
    );
    expect(step?.properties).toEqual([{ path: "sslStatus", before: '"[secret]"', after: '"[secret]"' }]);
  });

  it("is recorded once for a replacement, and not at all for an unchanged or read resource", () => {
    const ops = ["same", "refresh", "read", "delete-replaced", "replace", "create-replacement", "create", "delete"];
    const reported = ops.map((op) => toRunStep(eventOf(op, "apifew:User"))?.operation);
    expect(reported.filter((operation) => operation !== undefined)).toEqual(["replace", "create", "delete"]);
  });

  it("is marked as failed if the operation failed", () => {
    const { resOutputsEvent, ...rest } = eventOf("create", "apifew:User");
    const failed = { ...rest, resOpFailedEvent: { ...resOutputsEvent, status: 1, steps: 1 } } as unknown as Event;
    expect(toRunStep(failed)?.isFailed).toBe(true);
  });
});
