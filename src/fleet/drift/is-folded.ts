import type { Finding } from "../../core/model/drift-report.ts";

/**
 * True of what the vendor documents no way to look at, unless a policy makes more of it than a note. There may be thousands of
 * such objects, and nothing is to be done about them: reports for people count them instead of listing them.
 */
export function isFolded({ kind, severity }: Pick<Finding, "kind" | "severity">): boolean {
  return kind === "unverifiable" && severity === "note";
}

/** How many of each type cannot be verified: `3 apifew:ManagedUser`. */
export function foldedText(findings: readonly Finding[]): string {
  const byType = Map.groupBy(findings.filter(isFolded), ({ type }) => type);
  return [...byType].map(([type, { length }]) => `${length.toLocaleString("en")} ${type}`).join(", ");
}
