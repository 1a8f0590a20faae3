/** What became of making the vendors match the stacks: a part of the report of `marketplane drift --remediate`. */
import { z } from "zod";

export const PlannedChange = z.strictObject({
  stack: z.string(),
  urn: z.string(),
  name: z.string(),
  operation: z.enum(["create", "update", "replace", "delete"]),
  properties: z.array(z.string()).describe("The inputs that differ."),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

export const RemediatedFinding = z.strictObject({
  result: z
    .enum(["remediated", "left", "failed"])
    .describe("left: it was to be cured, and is found still. failed: it could not be done, or not be looked at again."),
  fingerprint: z.string(),
  kind: z.string(),
  stack: z.string(),
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  message: z.string().describe("What was found."),
  reason: z.string().nullable().describe("Why it was not cured."),
});
export type RemediatedFinding = z.infer<typeof RemediatedFinding>;

export const Remediation = z
  .strictObject({
    outcome: z
      .enum(["done", "nothing", "refused", "declined"])
      .describe("nothing: there was nothing to remediate. refused: by a limit. declined: by whoever was asked."),
    reason: z.string().nullable(),
    changes: z.array(PlannedChange).describe("What the preview said that it would do."),
    findings: z.array(RemediatedFinding),
  })
  .describe("Only of a search with --remediate.");
export type Remediation = z.infer<typeof Remediation>;
