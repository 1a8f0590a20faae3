import { type Notice, notices } from "@marketplane/providers/notice.ts";
import type { Logger } from "pino";

/** Logs notices of vendors and resources, such as a billing warning. Returns a function that stops it. */
export function logNotices(log: Logger): () => void {
  const note = (notice: unknown) => log.warn({ notice: (notice as Notice).message }, "notice of a vendor or resource");
  notices.subscribe(note);
  return () => {
    notices.unsubscribe(note);
  };
}
