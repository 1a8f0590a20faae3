import type { StdioOptions } from "node:child_process";

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a command until it exits. Each signal received meanwhile is relayed to the child once, so that it can
 * clean up. Yields `{ code, signal }`; rejects when the command cannot be started.
 */
export function runChild(
  command: string,
  args: readonly string[],
  options?: { env?: NodeJS.ProcessEnv; cwd?: string; stdio?: StdioOptions },
): Promise<ChildEnd>;

/** Ends this process as the child ended: with its exit code, or by the signal that killed it. */
export function exitLike(end: ChildEnd): void;
