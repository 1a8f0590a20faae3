import { readFileSync } from "node:fs";
import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";
import type { Finding } from "../../core/model/drift-report.ts";
import { writeOutputText } from "../../core/output/write-output.ts";

const Baseline = z.strictObject({
  version: z.literal(1),
  findings: z.array(
    z.strictObject({
      fingerprint: z.string(),
      kind: z.string(),
      type: z.string(),
      name: z.string(),
      property: z.string().nullable(),
    }),
  ),
});

/** Reads the fingerprints of known findings. */
export function readBaseline(path: string): ReadonlySet<string> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = errorText(cause);
    throw new Error(`the baseline ${path} cannot be read (${reason}): create it with --write-baseline ${path}`, {
      cause,
    });
  }
  const parsed = Baseline.safeParse(content);
  if (!parsed.success) {
    throw new Error(`${path} is not a baseline file: create it with --write-baseline ${path}`);
  }
  return new Set(parsed.data.findings.map(({ fingerprint }) => fingerprint));
}

/**
 * Records the current findings as known. The file contains no property values, so it can be committed to Git.
 */
export function writeBaseline(path: string, findings: readonly Finding[]): void {
  const baseline: z.infer<typeof Baseline> = {
    version: 1,
    findings: findings.map(({ fingerprint, kind, type, name, property }) => ({
      fingerprint,
      kind,
      type,
      name,
      property: property?.path ?? null,
    })),
  };
  writeOutputText(path, `${JSON.stringify(baseline, null, 2)}\n`);
}
