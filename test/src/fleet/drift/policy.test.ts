import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyPolicy } from "../../../../src/fleet/drift/apply-policy.ts";
import { readBaseline, writeBaseline } from "../../../../src/fleet/drift/baseline.ts";
import { DriftPolicy } from "../../../../src/fleet/drift/drift-policy.ts";
import { parsePolicy, readPolicy } from "../../../../src/fleet/drift/read-policy.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { sampleReport } from "./sample-report.ts";

const now = Date.UTC(2026, 10, 22);
const nothing = new Set<string>();
const rule = { owner: "jane", reason: "agreed", expires: "2026-12-31" };
const { findings } = sampleReport;

function judge(policy: Parameters<typeof DriftPolicy.parse>[0], known: ReadonlySet<string> = nothing) {
  return applyPolicy(findings, DriftPolicy.parse(policy), known, now);
}

describe("a policy file", () => {
  it.each([
    [
      "ignore:\n  - type: x\n    ownr: jane\n    reason: y\n    expires: 2027-01-01\n    owner: z\n",
      "policy.yaml:3:5: ignore.0.ownr is not known; did you mean owner?",
    ],
    ["version: 1\nfailon: error\n", "policy.yaml:2:1: failon is not known; did you mean failOn?"],
    ["ignore:\n  - type: x\n    reason: y\n    expires: 2027-01-01\n", "policy.yaml:2:5: ignore.0.owner is required"],
    ["\n\nfailOn: fatal\n", "policy.yaml:3:1: failOn must be one of error, warning, note, never"],
    [
      "ignore:\n  - owner: x\n    reason: y\n    expires: 2027-01-01\n",
      "policy.yaml:2:5: ignore.0 must select what to ignore",
    ],
    [
      "ignore:\n  - name: a\n    owner: x\n    reason: y\n    expires: tomorrow\n",
      "policy.yaml:5:5: ignore.0.expires must be a date such as 2026-12-31",
    ],
    ["a: [1\n", "policy.yaml:2:1: is not valid YAML"],
  ])("is rejected with file, line and key of the mistake: %j", (text, message) => {
    expect(() => parsePolicy(text, "policy.yaml")).toThrow(message);
  });

  it("may be missing at its default location, but not if it is named", async () => {
    const path = join(await temporaryFolder(), "absent.yaml");

    expect(readPolicy(path, { isRequired: false }).failOn).toBe("warning");
    expect(() => readPolicy(path, { isRequired: true })).toThrow(`${path}: cannot be read: there is no such file`);
  });
});

describe("applyPolicy", () => {
  it("ignores findings that a rule selects, and reports them with the rule's owner, reason and last day", () => {
    const { findings: left, ignored, failing } = judge({ ignore: [{ ...rule, name: "acme-*" }] });

    expect(left.map(({ name }) => name)).toEqual(["foreign.example"]);
    expect(failing).toBe(1);
    expect(ignored.map(({ ignoredBy }) => ignoredBy)).toEqual([
      { by: "rule", ...rule },
      { by: "rule", ...rule },
      { by: "rule", ...rule },
    ]);
  });

  it.each([
    [{ type: "cloudflare:*" }, 4],
    [{ kind: "incomplete" }, 1],
    [{ type: "apifew:*" }, 0],
    [{ kind: "unmanaged" }, 1],
    [{ property: "customMetadata" }, 1],
    [{ property: "customMetadata.note" }, 1],
    [{ property: "customMeta" }, 0],
    [{ stack: "production", kind: "missing" }, 1],
    [{ name: "acme.shop" }, 0],
  ])("selects by %j", (selector, count) => {
    expect(judge({ ignore: [{ ...rule, ...selector }] }).ignored).toHaveLength(count);
  });

  it("applies a rule on its last day, and warns on the day after that it expired", () => {
    expect(judge({ ignore: [{ ...rule, type: "*", expires: "2026-11-22" }] }).findings).toEqual([]);

    const { findings: left, warnings } = judge({ ignore: [{ ...rule, type: "*", expires: "2026-11-21" }] });

    expect(left).toHaveLength(4);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/expired on 2026-11-21.*agreed.*jane/);
  });

  it("takes the severity of the first matching rule, and counts findings of failOn or higher as failing", () => {
    const severity = [
      { kind: "changed", property: "customMetadata", severity: "note" },
      { kind: "changed", severity: "warning" },
    ];

    expect(judge({ severity }).findings.map((finding) => finding.severity)).toEqual([
      "note",
      "error",
      "error",
      "warning",
    ]);
    expect(judge({ severity }).failing).toBe(3);
    expect(judge({ severity, failOn: "error" }).failing).toBe(2);
    expect(judge({ failOn: "never" }).failing).toBe(0);
  });

  it("ignores findings of the baseline, and warns if some of them no longer exist", async () => {
    const path = join(await temporaryFolder(), "baseline.json");
    writeBaseline(path, findings.slice(0, 3));

    const { findings: left, ignored, warnings } = judge({}, readBaseline(path));

    expect(left.map(({ name }) => name)).toEqual(["foreign.example"]);
    expect(ignored.map(({ ignoredBy }) => ignoredBy.by)).toEqual(["baseline", "baseline", "baseline"]);
    expect(warnings).toEqual([]);
    expect(judge({}, new Set(["gone"])).warnings[0]).toMatch(/^1 baseline finding no longer exists/);
    expect(readFileSync(path, "utf8")).not.toMatch(/desired|observed|message/);
  });

  it("rejects a file that is not a baseline", async () => {
    const path = join(await temporaryFolder(), "baseline.json");
    expect(() => readBaseline(path)).toThrow(/cannot be read.*--write-baseline/);
    writeFileSync(path, '{"version":1}');
    expect(() => readBaseline(path)).toThrow(/is not a baseline file/);
  });
});
