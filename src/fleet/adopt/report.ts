/** The result of a search for unmanaged objects. */
export interface AdoptReport {
  readonly objects: readonly { readonly type: string; readonly name: string; readonly id: string }[];
  readonly managedCount: number;
  /** The import file that was written; null if none was. */
  readonly importFile: string | null;
  /** The declaration files that were written. */
  readonly declarations: readonly string[];
  /** What could not be searched for, and why. */
  readonly notes: readonly string[];
}

/** The report as text, with the next steps. */
export function toText({ objects, managedCount, importFile, declarations, notes }: AdoptReport): string {
  const counts = [...Map.groupBy(objects, ({ type }) => type)].map(([type, found]) => `  ${found.length} ${type}`);
  const lines = [
    objects.length === 0 ? "nothing to adopt" : "unmanaged objects:",
    ...counts,
    ...(managedCount > 0 ? [`already managed by the stack: ${managedCount}`] : []),
    ...notes.map((note) => `note: ${note}`),
    ...wroteLines(declarations),
    ...(importFile === null ? [] : [`wrote ${importFile}. Next steps:`, ...nextSteps(importFile)]),
  ];
  return `${lines.join("\n")}\n`;
}

const pathsMax = 20;

function wroteLines(paths: readonly string[]): string[] {
  const rest = paths.length - pathsMax;
  return [...paths.slice(0, pathsMax).map((path) => `wrote ${path}`), ...(rest > 0 ? [`and ${rest} more files`] : [])];
}

function nextSteps(importFile: string): string[] {
  return [
    `  pulumi import --file ${importFile} --generate-code=false --protect=false`,
    "  pulumi refresh",
    "  pulumi preview --diff     (shows no change once the program has the declarations)",
  ];
}
