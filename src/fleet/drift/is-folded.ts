import type { Finding } from "../../core/model/drift-report.ts";

/**
 * Whether reports for people count the finding instead of listing it. True if the vendor documents no way to
 * read the object, and no policy raises it above a note. There may be thousands of them, and no action is
 * possible.
 */
export function isFolded({ kind, severity }: Pick<Finding, "kind" | "severity">): boolean {
  return kind === "unverifiable" && severity === "note";
}

/** Counts unverifiable findings by type: `3 apifew:ManagedUser`. */
export function foldedText(findings: readonly Finding[]): string {
  const byType = Map.groupBy(findings.filter(isFolded), ({ type }) => type);
  return [...byType].map(([type, { length }]) => `${length.toLocaleString("en")} ${type}`).join(", ");
}
