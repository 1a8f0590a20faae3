import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import { z } from "zod";
import { writeOutputText } from "../../core/output/write-output.ts";
import { CommitResult } from "./commit-result.ts";

/** The progress of a watcher on a branch. */
export const GitopsStatus = z.strictObject({
  version: z.literal(1),
  repository: z.string(),
  branch: z.string(),
  /** The newest commit that was seen. */
  newest: z.strictObject({ commit: z.string(), at: z.iso.datetime() }).nullable(),
  /** The last commit that was applied completely. */
  applied: z.strictObject({ commit: z.string(), at: z.iso.datetime() }).nullable(),
  /** Why the repository cannot be read now. */
  fetchProblem: z.string().nullable(),
  /** The results of the last attempts, the newest first. */
  results: z.array(CommitResult),
});
export type GitopsStatus = z.infer<typeof GitopsStatus>;

/** Number of results to keep. */
const resultsMax = 20;

/** The status after another attempt. */
export function withResult(status: GitopsStatus, result: CommitResult, at: string): GitopsStatus {
  const isApplied = result.outcome === "applied" || result.outcome === "unchanged";
  return {
    ...status,
    applied: isApplied ? { commit: result.commit, at } : status.applied,
    results: [result, ...status.results].slice(0, resultsMax),
  };
}

/** Reads the status of an earlier process; an empty one if there is none for this repository and branch. */
export function readStatus(file: string, of: Pick<GitopsStatus, "repository" | "branch">): GitopsStatus {
  const empty = { version: 1 as const, ...of, newest: null, applied: null, fetchProblem: null, results: [] };
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return empty;
  }
  const parsed = GitopsStatus.safeParse(parseJson(text));
  const isSame = parsed.success && parsed.data.repository === of.repository && parsed.data.branch === of.branch;
  return isSame ? parsed.data : empty;
}

/** Writes the status atomically: readers see either the old or the new one. */
export function writeStatus(file: string, status: GitopsStatus): void {
  mkdirSync(dirname(file), { recursive: true });
  writeOutputText(file, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o644 });
}

/** JSON Schema of the status file. */
export function gitopsStatusSchema(): string {
  const schema = z.toJSONSchema(GitopsStatus, { io: "output" });
  return `${JSON.stringify({ title: "Status of marketplane reconcile --watch", ...schema }, null, 2)}\n`;
}
