import { describe, expect, it } from "vitest";
import { parsePreview } from "../../../../engine/run-preview.ts";
import { commentMarker, previewComment } from "../../../../src/fleet/gitops/preview-comment.ts";
import { summarizePreview } from "../../../../src/fleet/gitops/summarize-preview.ts";

const urn = (type: string, name: string) => `urn:pulumi:production::fleet::marketplane:index:Tenant$${type}::${name}`;
const hostname = "pulumi-nodejs:cloudflare:CustomHostname";
const digest = {
  steps: [
    { op: "same", urn: "urn:pulumi:production::fleet::pulumi:pulumi:Stack::fleet-production" },
    { op: "update", urn: urn(hostname, "ada-www.ada-shop.com"), diffReasons: ["ssl", "customMetadata"] },
    { op: "replace", urn: urn("pulumi-nodejs:apifew:License", "ada-license"), replaceReasons: ["pricingUid"] },
    { op: "create-replacement", urn: urn("pulumi-nodejs:apifew:License", "ada-license") },
    { op: "delete-replaced", urn: urn("pulumi-nodejs:apifew:License", "ada-license") },
    { op: "delete", urn: "urn:pulumi:production::fleet::marketplane:index:Tenant::bob" },
    { op: "create", urn: "urn:pulumi:production::fleet::marketplane:index:Tenant::cy" },
  ],
  diagnostics: [{ severity: "warning", message: "warning: mind the step" }],
  changeSummary: { same: 90, update: 1, replace: 1, delete: 1, create: 1 },
};
const preview = summarizePreview("production", parsePreview(JSON.stringify(digest)), 10);

describe("a preview's digest", () => {
  it("counts the existing resources, and counts a replacement as a deletion", () => {
    expect(preview).toMatchObject({
      present: 93,
      deleted: ["ada-license", "bob"],
      tenantsPresent: 10,
      tenantsDeleted: ["bob"],
    });
    expect(preview.errors).toEqual([]);
  });
});

describe("a preview's comment", () => {
  it("lists the changes by resource, and leaves out unchanged ones", () => {
    const text = previewComment(preview, { shareMax: 0.2 });
    expect(text.startsWith(commentMarker("production"))).toBe(true);
    expect(text).toContain("**1** update, **1** replace, **1** delete, **1** create; 90 unchanged.");
    expect(text).toContain("| ✏️ update | `CustomHostname` | `ada-www.ada-shop.com` | `ssl`, `customMetadata` |");
    expect(text).toContain("| ♻️ replace | `License` | `ada-license` | `pricingUid` |");
    expect(text).not.toMatch(/Marketplane-Approve|fleet-production|replacement/);
  });

  it("explains how to approve larger deletions", () => {
    expect(previewComment(preview, { shareMax: 0.01 })).toMatch(
      /\*\*2 of 93\*\* resources[\s\S]*\nMarketplane-Approve-Deletions: 2\n/,
    );
  });

  it("cannot be broken by names and messages, and stays within the hosts' length limits", () => {
    const evil = "a`|</table>\n# b";
    const steps = Array.from({ length: 1000 }, (_, index) => ({
      op: "create",
      urn: urn(hostname, `${evil}${index}${"x".repeat(900)}`),
    }));
    const text = previewComment(summarizePreview("production", parsePreview(JSON.stringify({ steps })), 0), {
      shareMax: 1,
    });
    expect(text.length).toBeLessThan(65_536);
    for (const line of text.split("\n").filter((row) => row.includes("table"))) {
      expect(line).toMatch(/^\| ➕ create \| `CustomHostname` \| `a'\\\|<\/table> # b\d+x+` \| {2}\|$/);
    }
    const fenced = { ...preview, errors: ["a\n```\n# not a heading"] };
    expect(previewComment(fenced, { shareMax: 1 })).toContain("\n````\na\n```\n# not a heading\n````");
  });

  it("shows problems with file and line instead of the engine's errors", () => {
    const problems = [{ file: "tenants/ada.yaml", line: 2, message: "plan: is required" }];
    const text = previewComment({ ...preview, errors: ["error: it failed"] }, { shareMax: 1 }, problems);
    expect(text).toContain("tenants/ada.yaml:2: plan: is required");
    expect(text).not.toContain("it failed");
  });
});
