import type { Counter } from "@prometheus-io/client";
import type { Logger } from "pino";

/** failure: the commit is wrong; error: it is retried. */
export type CommitState = "pending" | "success" | "failure" | "error";

export interface CommitStatus {
  readonly state: CommitState;
  readonly description: string;
}

/** A repository host that shows a status next to a commit. `send` throws if the host does not accept it. */
export interface CommitStatusHost {
  send(commit: string, status: CommitStatus): Promise<void>;
}

/** Reports the status of commits. Reporting never delays or fails the reconciliation. */
export interface CommitStatusReporter {
  report(commit: string, status: CommitStatus): Promise<void>;
  /** Sends the last status again if the host did not accept it. */
  flush(): Promise<void>;
}

/** A host that shows no statuses. */
export const noHost: CommitStatusHost = { send: async () => undefined };

interface ReporterOptions {
  readonly log: Logger;
  readonly failures: Counter;
}

/** Sends the latest status of the latest commit, and keeps it until the host accepts it. */
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
      log.warn(
        { commit, state: status.state, err: error },
        "the host did not accept the commit status; it is sent again",
      );
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
