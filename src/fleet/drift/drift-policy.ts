/** A project's drift policy: .marketplane-drift.yaml. */
import { z } from "zod";
import { DriftKind, Severity, severities } from "../../core/model/drift-report.ts";

const Glob = z.string().min(1).describe("* matches zero or more characters.");

/** Selects findings; a field that is left out matches everything. */
const Selector = {
  kind: DriftKind.optional(),
  type: Glob.optional().describe("Type such as cloudflare:CustomHostname, or cloudflare:*."),
  name: Glob.optional().describe("Name of the resource, or of the unmanaged object."),
  property: Glob.optional().describe(
    "Path such as ssl.settings.minTlsVersion; without a *, it also matches the paths below it.",
  ),
  stack: Glob.optional(),
};

const SeverityRule = z.strictObject({ ...Selector, severity: Severity });

export const IgnoreRule = z
  .strictObject({
    ...Selector,
    owner: z.string().min(1, "must name the person or team responsible for the rule"),
    reason: z.string().min(1, "must give the reason for the rule"),
    expires: z.iso.date({ error: "must be a date such as 2026-12-31" }).describe("The last day of the rule, in UTC."),
  })
  .refine(({ kind, type, name, property, stack }) => kind ?? type ?? name ?? property ?? stack, {
    error: "must select what to ignore by kind, type, name, property or stack",
  });
export type IgnoreRule = z.infer<typeof IgnoreRule>;

const Count = z.int({ error: "must be a whole number" }).min(0, "must be 0 or more");

export const DriftPolicy = z.strictObject({
  version: z.literal(1, { error: "must be 1" }).default(1),
  failOn: z
    .enum([...severities, "never"], { error: `must be one of ${severities.join(", ")}, never` })
    .default("warning")
    .describe("The lowest severity that makes the exit code 2."),
  baseline: z.string().optional().describe("File of known findings, relative to this file's folder."),
  confirmAfterSeconds: z
    .int({ error: "must be a whole number of seconds" })
    .min(0, "must be 0 or more")
    .max(600, "must be at most 600")
    .optional()
    .describe(
      "Seconds until every finding is checked a second time. Findings that no longer exist by then are dropped.",
    ),
  remediate: z
    .strictObject({
      maxChanges: Count.default(20).describe("The most objects that --remediate may change in one run."),
      maxDeletions: Count.default(0).describe("The most objects that it may delete or replace."),
    })
    .prefault({}),
  severity: z.array(SeverityRule).default([]).describe("The first rule that matches a finding applies."),
  ignore: z.array(IgnoreRule).default([]),
});
export type DriftPolicy = z.infer<typeof DriftPolicy>;
type Selector = Pick<IgnoreRule, "kind" | "type" | "name" | "property" | "stack">;

export const noPolicy: DriftPolicy = DriftPolicy.parse({});

interface Selected {
  readonly kind: DriftKind;
  readonly type: string;
  readonly name: string;
  readonly stack: string | null;
  readonly property: { readonly path: string } | null;
}

/** Whether a rule applies to the finding. */
export function isSelected({ kind, type, name, property, stack }: Selector, finding: Selected): boolean {
  return (
    (kind === undefined || kind === finding.kind) &&
    isLike(type, finding.type) &&
    isLike(name, finding.name) &&
    isLike(stack, finding.stack ?? "") &&
    (property === undefined || isLikeProperty(property, finding.property?.path))
  );
}

function isLikeProperty(glob: string, path: string | undefined): boolean {
  return path !== undefined && (isLike(glob, path) || isLike(`${glob}.*`, path) || isLike(`${glob}[*`, path));
}

function isLike(glob: string | undefined, text: string): boolean {
  return glob === undefined || new RegExp(`^${glob.split("*").map(literally).join(".*")}$`, "s").test(text);
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
