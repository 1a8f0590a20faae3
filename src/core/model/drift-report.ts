/** What a search for drift came to: the contract of `marketplane drift --json`, published in docs/schemas. */
import { z } from "zod";
import { Remediation } from "./remediation.ts";

/** Raised with a change that a reader of the former report could not read. */
export const reportVersion = 2;

export const kinds = ["changed", "missing", "incomplete", "unmanaged", "degraded", "unverifiable"] as const;
export const severities = ["error", "warning", "note"] as const;

export const DriftKind = z
  .enum(kinds)
  .describe(
    "changed: a property is not as declared. missing: the object is gone. incomplete: an update failed or was " +
      "interrupted and left a replacement, a deletion or another operation undone. unmanaged: no stack that was given owns it. " +
      "degraded: as declared, and does not work. unverifiable: the vendor documents no way to look.",
  );
export type DriftKind = z.infer<typeof DriftKind>;

export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

export const Location = z
  .strictObject({
    file: z.string().describe("Path from the project's folder, with forward slashes."),
    line: z.int().min(1),
  })
  .describe("Where the object is declared.");
export type Location = z.infer<typeof Location>;

export const ChangedProperty = z.strictObject({
  path: z.string().describe("Such as ssl.settings.minTlsVersion."),
  desired: z.json().describe('As declared; null where nothing is, "[secret]" where nobody may see it.'),
  observed: z.json().describe('As it is at the vendor; null where nothing is, "[secret]" where nobody may see it.'),
  isSecret: z.boolean(),
});
export type ChangedProperty = z.infer<typeof ChangedProperty>;

export const Finding = z.strictObject({
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe("The same for the same finding in every run, whatever the order, the time and the observed value."),
  kind: DriftKind,
  severity: Severity,
  message: z.string().describe("One sentence, without a secret."),
  remedy: z.string().describe("What to do about it."),
  stack: z.string().nullable().describe("The stack that declares it; null of what is unmanaged."),
  urn: z.string().nullable(),
  type: z.string().describe("Such as cloudflare:CustomHostname."),
  name: z.string().describe("The resource's name in the program, or what people call an unmanaged object."),
  id: z.string(),
  property: ChangedProperty.nullable().describe("The property that differs, of kind changed alone."),
  isRemediatedByUp: z.boolean().describe("Whether the next `pulumi up` after a refresh does something about it."),
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
    .describe("incomplete: some objects could not be looked at. skipped: an update holds it. failed: no state."),
  reason: z.string().nullable(),
  resources: z.int().describe("Resources that were compared."),
  notChecked: z
    .array(z.strictObject({ type: z.string(), count: z.int() }))
    .describe("Resources of other providers, for which `pulumi refresh` is there."),
});
export type CheckedStack = z.infer<typeof CheckedStack>;

export const DriftError = z.strictObject({
  stack: z.string().nullable(),
  vendor: z.string().nullable(),
  resource: z.string().nullable().describe("Name of the resource that could not be looked at."),
  message: z.string(),
});
export type DriftError = z.infer<typeof DriftError>;

export const DriftReport = z
  .strictObject({
    version: z.literal(reportVersion),
    result: z
      .enum(["clean", "drift", "error"])
      .describe("error wins over drift: a search that broke off says nothing of what it did not see."),
    checkedAt: z.iso.datetime(),
    summary: z.strictObject({
      resources: z.int(),
      findings: z.record(DriftKind, z.int()).describe("By kind."),
      failing: z.int().describe("Findings as severe as the policy's failOn, or more."),
      ignored: z.int(),
      errors: z.int(),
      skippedStacks: z.int(),
    }),
    stacks: z.array(CheckedStack),
    findings: z.array(Finding),
    ignored: z.array(IgnoredFinding),
    errors: z.array(DriftError),
    warnings: z.array(z.string()).describe("What is wrong with the policy, such as a rule that has expired."),
    notes: z.array(z.string()).describe("What could not be looked for."),
    remediation: Remediation.optional(),
  })
  .meta({ title: "marketplane drift report" });
export type DriftReport = z.infer<typeof DriftReport>;
