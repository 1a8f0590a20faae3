import type { Counter } from "@prometheus-io/client";
import type { Logger } from "pino";

/** failure: the commit is wrong; error: it is tried again. */
export type CommitState = "pending" | "success" | "failure" | "error";

export interface CommitStatus {
  readonly state: CommitState;
  readonly description: string;
}

/** The host of a repository, which shows a status beside a commit. Sending throws when the host does not take it. */
export interface CommitStatusHost {
  send(commit: string, status: CommitStatus): Promise<void>;
}

/** Tells what becomes of commits; the work never waits for a host, or fails with it. */
export interface CommitStatusReporter {
  report(commit: string, status: CommitStatus): Promise<void>;
  /** Sends again what the host did not take. */
  flush(): Promise<void>;
}

/** A host that shows nothing. */
export const noHost: CommitStatusHost = { send: async () => undefined };

interface ReporterOptions {
  readonly log: Logger;
  readonly failures: Counter;
}

/** Sends the latest status of the latest commit, and keeps it while the host does not take it. */
export function createReporter(host: CommitStatusHost, { log, failures }: ReporterOptions): CommitStatusReporter {
  let waiting: { readonly commit: string; readonly status: CommitStatus } | undefined;
  const flush = async () => {
    if (waiting === undefined) {
      return;
    }
    const { commit, status } = waiting;
    try {
      await host.send(commit, status);
      waiting = undefined;
    } catch (error) {
      failures.inc();
      log.warn({ commit, state: status.state, err: error }, "the commit's status was not taken; it is sent again");
    }
  };
  return {
    flush,
    report: (commit, status) => {
      waiting = { commit, status };
      return flush();
    },
  };
}
