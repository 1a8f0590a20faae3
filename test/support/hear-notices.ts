import { type Notice, notices } from "../../providers/notice.ts";

/** Collects the notices of this process until it is disposed of. */
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
