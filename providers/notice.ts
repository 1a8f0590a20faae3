import { channel } from "node:diagnostics_channel";

/** A message that people should read although nothing failed, such as a vendor's billing warning. */
export interface Notice {
  readonly message: string;
}

/** Publishes every notice of this process; notices contain no secrets. */
export const notices = channel("marketplane:notice");

export function notify(message: string): void {
  notices.publish({ message } satisfies Notice);
}

let isPrinting = false;

/** Prints this process's notices from now on. The engine shows a provider's output to its user. */
export function printNotices(print: (line: string) => void = (line) => console.error(line)): void {
  if (isPrinting) {
    return;
  }
  isPrinting = true;
  notices.subscribe((notice) => print(`warning: ${(notice as Notice).message}`));
}
