/** The result of a remediation: a part of the report of `marketplane drift --remediate`. */
import { z } from "zod";

export const PlannedChange = z.strictObject({
  stack: z.string(),
  urn: z.string(),
  name: z.string(),
  operation: z.enum(["create", "update", "replace", "delete"]),
  properties: z.array(z.string()).describe("Names of the changed inputs."),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

export const RemediatedFinding = z.strictObject({
  result: z
    .enum(["remediated", "left", "failed"])
    .describe(
      "left: the finding still exists after the remediation. failed: the remediation or the second check failed.",
    ),
  fingerprint: z.string(),
  kind: z.string(),
  stack: z.string(),
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  message: z.string().describe("The finding's message."),
  reason: z.string().nullable().describe("Why it was not remediated."),
});
export type RemediatedFinding = z.infer<typeof RemediatedFinding>;

export const Remediation = z
  .strictObject({
    outcome: z
      .enum(["done", "nothing", "refused", "declined"])
      .describe("nothing: no finding to remediate. refused: by a limit. declined: at the prompt."),
    reason: z.string().nullable(),
    changes: z.array(PlannedChange).describe("The changes of the preview."),
    findings: z.array(RemediatedFinding),
  })
  .describe("Only in a scan with --remediate.");
export type Remediation = z.infer<typeof Remediation>;
