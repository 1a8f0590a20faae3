import { type Notice, notices } from "@marketplane/providers/notice.ts";
import type { Logger } from "pino";

/** Logs what vendors and resources say beside success and failure, such as a billing warning; returns how to stop. */
export function logNotices(log: Logger): () => void {
  const note = (notice: unknown) => log.warn({ notice: (notice as Notice).message }, "notice of a vendor or resource");
  notices.subscribe(note);
  return () => {
    notices.unsubscribe(note);
  };
}
