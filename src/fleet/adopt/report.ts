/** What a search for unmanaged objects came to. */
export interface AdoptReport {
  readonly objects: readonly { readonly type: string; readonly name: string; readonly id: string }[];
  readonly managedCount: number;
  /** The import file that was written, null without one. */
  readonly importFile: string | null;
  /** The files with declarations that were written. */
  readonly declarations: readonly string[];
  /** What could not be searched for. */
  readonly notes: readonly string[];
}

/** The report for people, with what to do next. */
export function toText({ objects, managedCount, importFile, declarations, notes }: AdoptReport): string {
  const counts = [...Map.groupBy(objects, ({ type }) => type)].map(([type, found]) => `  ${found.length} ${type}`);
  const lines = [
    objects.length === 0 ? "found nothing to adopt" : "found, not managed yet:",
    ...counts,
    ...(managedCount > 0 ? [`left out, the stack manages them already: ${managedCount}`] : []),
    ...notes.map((note) => `note: ${note}`),
    ...wroteLines(declarations),
    ...(importFile === null ? [] : [`wrote ${importFile}; next:`, ...nextSteps(importFile)]),
  ];
  return `${lines.join("\n")}\n`;
}

const pathsMax = 20;

function wroteLines(paths: readonly string[]): string[] {
  const rest = paths.length - pathsMax;
  return [...paths.slice(0, pathsMax).map((path) => `wrote ${path}`), ...(rest > 0 ? [`and ${rest} files more`] : [])];
}

function nextSteps(importFile: string): string[] {
  return [
    `  pulumi import --file ${importFile} --generate-code=false --protect=false`,
    "  pulumi refresh",
    "  pulumi preview --diff     (with the declarations in the program: no change)",
  ];
}
