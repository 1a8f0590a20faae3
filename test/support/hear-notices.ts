import { type Notice, notices } from "../../providers/notice.ts";

/** Collects this process's notices until it is disposed. */
export function hearNotices(): Disposable & { readonly messages: readonly string[] } {
  const messages: string[] = [];
  const hear = (notice: unknown) => {
    messages.push((notice as Notice).message);
  };
  notices.subscribe(hear);
  return {
    messages,
    [Symbol.dispose]: () => {
      notices.unsubscribe(hear);
    },
  };
}
