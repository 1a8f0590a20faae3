import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DriftReport, Finding } from "../../../../../src/core/model/drift-report.ts";
import { changedFinding, missingFinding, unmanagedFinding } from "../../../../../src/fleet/drift/findings.ts";
import { githubIssues } from "../../../../../src/fleet/drift/issues/issue-host.ts";
import { type SyncOptions, syncIssues } from "../../../../../src/fleet/drift/issues/sync-issues.ts";
import { type GithubIssues, startGithubIssues } from "../../../../support/github-issues.ts";
import { hostile, sampleReport } from "../sample-report.ts";

const options: SyncOptions = { failOn: "warning", scope: "deploy/Pulumi.yaml", isUnmanagedWanted: true };

function subjectOf(name: string) {
  const urn = `urn:pulumi:production::shop::pulumi-nodejs:cloudflare:CustomHostname::${name}`;
  return { stack: "production", type: "cloudflare:CustomHostname", resource: { urn, name, id: "zone/1" } };
}

const gone = (name: string): Finding => missingFinding(subjectOf(name));
const foreign = (name: string): Finding =>
  unmanagedFinding(
    { type: "cloudflare:CustomHostname", id: `zone/${name}`, name },
    { message: `${name} is not in any stack` },
  );
const changedTo = (observed: string): Finding =>
  changedFinding(subjectOf("shop"), { path: "customMetadata.note", desired: "a", observed, isSecret: false });

function reportWith(findings: readonly Finding[], status: "checked" | "skipped" = "checked"): DriftReport {
  const stacks = [{ name: "production", status, reason: null, resources: 1, notChecked: [] }];
  return { ...sampleReport, stacks, findings: [...findings], ignored: [], errors: [] };
}

function sync(github: GithubIssues, report: DriftReport, own: Partial<SyncOptions> = {}) {
  return syncIssues(
    report,
    githubIssues((name) => github.variables[name]),
    { ...options, ...own },
  );
}

describe("the issues of drift", () => {
  it("are created, updated, closed and reopened with their findings, and left alone if nothing changed", async () => {
    const github = await startGithubIssues();

    expect(await sync(github, reportWith([changedTo("b"), gone("docs")]))).toMatchObject({ created: 2 });
    expect(await sync(github, reportWith([changedTo("b"), gone("docs")]))).toMatchObject({ created: 0, updated: 0 });
    expect(await sync(github, reportWith([changedTo("c"), gone("docs")]))).toMatchObject({ updated: 1 });
    expect(github.issues[0]).toMatchObject({ title: expect.stringContaining('"c"'), state: "open" });
    expect(await sync(github, reportWith([gone("docs")]))).toMatchObject({ closed: 1 });
    expect(github.issues[0]).toMatchObject({ state: "closed", state_reason: "completed" });
    expect(await sync(github, reportWith([changedTo("d"), gone("docs")]))).toMatchObject({ reopened: 1, created: 0 });
    expect(github.issues).toHaveLength(2);
    expect(github.writes).toHaveLength(5);
  });

  it("exist once per finding and are open exactly while it is found, over random changes and many pages", async () => {
    const names = fc.constantFrom(...Array.from({ length: 120 }, (_, index) => `shop-${index}`));
    const rounds = fc.array(fc.uniqueArray(names, { maxLength: 120, minLength: 100 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(rounds, async (found) => {
        const github = await startGithubIssues();
        for (const names of found) {
          await sync(github, reportWith(names.map(gone)), { openMax: 1_000 });
          const open = github.issues.filter(({ state }) => state === "open").map(({ title }) => title);
          expect(open.toSorted()).toEqual(names.map((name) => `Drift: ${gone(name).message}`).toSorted());
        }
        expect(new Set(github.issues.map(({ title }) => title)).size).toBe(github.issues.length);
      }),
      { numRuns: 4 },
    );
  });

  it("stay open if their stack was only partly compared, or if unmanaged objects were not searched for", async () => {
    const github = await startGithubIssues();
    await sync(github, reportWith([gone("docs"), foreign("other")]));

    await sync(github, reportWith([], "skipped"));
    await sync(github, { ...reportWith([]), stacks: [], errors: sampleReport.errors });
    expect(github.issues.every(({ state }) => state === "open")).toBe(true);

    await sync(github, reportWith([]), { isUnmanagedWanted: false });
    expect(github.issues.map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it("of other projects and issues that people wrote are left alone", async () => {
    const github = await startGithubIssues();
    await sync(github, reportWith([gone("docs")]), { scope: "other/Pulumi.yaml" });
    const labels = [{ name: "marketplane-drift" }];
    const own = { title: "a question", body: "of mine", state: "open", state_reason: null, labels } as const;
    github.issues.push({ ...own, number: 2 });
    github.issues.push({ ...own, number: 3, body: github.issues[0]?.body ?? "", pull_request: {} });

    await sync(github, reportWith([]));

    expect(github.issues.map(({ state }) => state)).toEqual(["open", "open", "open"]);
  });

  it("that two concurrent scans created for one finding are reduced to one", async () => {
    const github = await startGithubIssues();
    await Promise.all([1, 2].map(() => sync(github, reportWith([gone("docs")]))));

    await sync(github, reportWith([gone("docs")]));

    expect(github.issues.filter(({ state }) => state === "open")).toHaveLength(1);
  });

  it("are limited in number, and created only for failing findings", async () => {
    const github = await startGithubIssues();
    const many = Array.from({ length: 5 }, (_, index) => gone(`shop-${index}`));

    expect(await sync(github, reportWith(many), { openMax: 3 })).toMatchObject({ created: 3, left: 2 });
    expect(await sync(github, reportWith([foreign("x")]), { failOn: "error" })).toMatchObject({
      created: 0,
      closed: 3,
    });
  });

  it("of findings that are ignored since then are closed as not planned", async () => {
    const github = await startGithubIssues();
    await sync(github, reportWith([gone("docs")]));
    const ignoredBy = { by: "rule", reason: "known", owner: "jane", expires: "2027-01-01" } as const;

    await sync(github, { ...reportWith([]), ignored: [{ ...gone("docs"), ignoredBy }] });

    expect(github.issues[0]).toMatchObject({ state: "closed", state_reason: "not_planned" });
  });

  it("show a vendor's text without interpreting markup in it", async () => {
    const github = await startGithubIssues();
    await sync(github, reportWith([changedTo(hostile)]));

    const body = github.issues[0]?.body ?? "";
    expect(body.replaceAll(/(`+).*?\1/g, "")).not.toMatch(/[^\\]<script>|@team/);
    expect(await sync(github, reportWith([changedTo(hostile)]))).toMatchObject({ updated: 0, created: 0 });
  });

  it("require a repository and a token, and no error contains the token", async () => {
    expect(() => githubIssues(() => undefined)).toThrow("GITHUB_REPOSITORY is not set");
    const github = await startGithubIssues();
    const wrong = { ...github, variables: { ...github.variables, GITHUB_TOKEN: "ghs_wrong" } };

    await expect(sync(wrong, reportWith([]))).rejects.toThrow(/failed with status 401: (?!.*ghs_wrong)/);
  });
});
