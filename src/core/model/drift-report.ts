/** The report of a drift scan: the contract of `marketplane drift --json`, published in docs/schemas. */
import { z } from "zod";
import { Remediation } from "./remediation.ts";

/** Incremented by an incompatible change of the report. */
export const reportVersion = 2;

export const kinds = ["changed", "missing", "incomplete", "unmanaged", "degraded", "unverifiable"] as const;
export const severities = ["error", "warning", "note"] as const;

export const DriftKind = z
  .enum(kinds)
  .describe(
    "changed: a property is not as declared. missing: the object is gone. incomplete: an update failed or was " +
      "interrupted and left a replacement, a deletion or another operation undone. unmanaged: none of the given stacks owns it. " +
      "degraded: as declared, but it does not work. unverifiable: the vendor documents no way to check it.",
  );
export type DriftKind = z.infer<typeof DriftKind>;

export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

export const Location = z
  .strictObject({
    file: z.string().describe("Path relative to the project's folder, with forward slashes."),
    line: z.int().min(1),
  })
  .describe("Where the object is declared.");
export type Location = z.infer<typeof Location>;

export const ChangedProperty = z.strictObject({
  path: z.string().describe("Such as ssl.settings.minTlsVersion."),
  desired: z.json().describe('The declared value; null if there is none, "[secret]" if it is secret.'),
  observed: z.json().describe('The value at the vendor; null if there is none, "[secret]" if it is secret.'),
  isSecret: z.boolean(),
});
export type ChangedProperty = z.infer<typeof ChangedProperty>;

export const Finding = z.strictObject({
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe("Identifies the finding in every scan. It does not depend on order, time or observed value."),
  kind: DriftKind,
  severity: Severity,
  message: z.string().describe("One sentence without secrets."),
  remedy: z.string().describe("What to do about it."),
  stack: z.string().nullable().describe("The stack that declares it; null for an unmanaged object."),
  urn: z.string().nullable(),
  type: z.string().describe("Such as cloudflare:CustomHostname."),
  name: z.string().describe("The resource's name in the program, or a readable name of an unmanaged object."),
  id: z.string(),
  property: ChangedProperty.nullable().describe("The changed property; null for other kinds."),
  isRemediatedByUp: z.boolean().describe("Whether `pulumi up` after a refresh fixes it."),
  location: Location.nullable(),
});
export type Finding = z.infer<typeof Finding>;

export const IgnoredFinding = Finding.extend({
  ignoredBy: z.strictObject({
    by: z.enum(["rule", "baseline"]),
    reason: z.string(),
    owner: z.string().nullable(),
    expires: z.string().nullable().describe("The last day on which it is ignored."),
  }),
});
export type IgnoredFinding = z.infer<typeof IgnoredFinding>;

export const CheckedStack = z.strictObject({
  name: z.string(),
  status: z
    .enum(["checked", "incomplete", "skipped", "failed"])
    .describe(
      "incomplete: some objects could not be checked. skipped: an update has locked it. failed: its state could not be read.",
    ),
  reason: z.string().nullable(),
  resources: z.int().describe("Number of compared resources."),
  notChecked: z
    .array(z.strictObject({ type: z.string(), count: z.int() }))
    .describe("Resources of other providers. Use `pulumi refresh` for them."),
});
export type CheckedStack = z.infer<typeof CheckedStack>;

export const DriftError = z.strictObject({
  stack: z.string().nullable(),
  vendor: z.string().nullable(),
  resource: z.string().nullable().describe("Name of the resource that could not be checked."),
  message: z.string(),
});
export type DriftError = z.infer<typeof DriftError>;

export const DriftReport = z
  .strictObject({
    version: z.literal(reportVersion),
    result: z
      .enum(["clean", "drift", "error"])
      .describe("error takes precedence over drift, because an incomplete scan may have missed findings."),
    checkedAt: z.iso.datetime(),
    summary: z.strictObject({
      resources: z.int(),
      findings: z.record(DriftKind, z.int()).describe("By kind."),
      failing: z.int().describe("Number of findings with the severity of the policy's failOn or higher."),
      ignored: z.int(),
      errors: z.int(),
      skippedStacks: z.int(),
    }),
    stacks: z.array(CheckedStack),
    findings: z.array(Finding),
    ignored: z.array(IgnoredFinding),
    errors: z.array(DriftError),
    warnings: z.array(z.string()).describe("Problems of the policy, such as an expired rule."),
    notes: z.array(z.string()).describe("What the scan could not check."),
    remediation: Remediation.optional(),
  })
  .meta({ title: "marketplane drift report" });
export type DriftReport = z.infer<typeof DriftReport>;
