import type { DriftReport, Finding } from "../../../../src/core/model/drift-report.ts";
import {
  changedFinding,
  degradedFinding,
  incompleteFinding,
  missingFinding,
  unmanagedFinding,
} from "../../../../src/fleet/drift/findings.ts";

/** Text that an unescaped format would take as markup, a command or a column. */
export const hostile = 'a "b" <script>|c%d,e:f\n::error::@team `x` ]]> & *y*';

function subjectOf(name: string) {
  return {
    stack: "production",
    type: "cloudflare:CustomHostname",
    resource: {
      urn: `urn:pulumi:production::shop::pulumi-nodejs:cloudflare:CustomHostname::${name}`,
      name,
      id: "zone/1",
    },
  };
}

const changed: Finding = {
  ...changedFinding(subjectOf("acme-shop"), {
    path: "customMetadata.note",
    desired: null,
    observed: hostile,
    isSecret: false,
  }),
  location: { file: "tenants/acme & co.yaml", line: 7 },
};

/** A report with at least one item in every list. */
export const sampleReport: DriftReport = {
  version: 2,
  result: "error",
  checkedAt: "2026-11-22T08:00:00.000Z",
  summary: {
    resources: 3,
    findings: { changed: 1, missing: 1, incomplete: 1, unmanaged: 1, degraded: 0, unverifiable: 0 },
    failing: 4,
    ignored: 1,
    errors: 1,
    skippedStacks: 1,
  },
  stacks: [
    {
      name: "production",
      status: "incomplete",
      reason: "1 resource could not be compared",
      resources: 3,
      notChecked: [{ type: "cloudflare:index/dnsRecord:DnsRecord", count: 2 }],
    },
    { name: "staging", status: "skipped", reason: "locked by an update", resources: 0, notChecked: [] },
  ],
  findings: [
    changed,
    missingFinding(subjectOf("acme-docs")),
    incompleteFinding(subjectOf("acme-news"), "replacement"),
    unmanagedFinding(
      { type: "cloudflare:CustomHostname", id: "zone/2", name: "foreign.example" },
      { message: "the custom hostname foreign.example in zone z is not in any stack" },
    ),
  ],
  ignored: [
    {
      ...degradedFinding(subjectOf("acme-www"), "the hostname is blocked", false),
      ignoredBy: { by: "rule", owner: "jane", reason: "the customer knows", expires: "2026-12-31" },
    },
  ],
  errors: [{ stack: null, vendor: "apifew", resource: null, message: "apifew POST /v2/app/pricings: no response" }],
  warnings: ["ignore rule expired"],
  notes: ["skipped the search for unmanaged objects"],
};
