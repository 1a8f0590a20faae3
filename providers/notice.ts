import { channel } from "node:diagnostics_channel";

/** What a person should read although nothing failed, such as a vendor's billing warning. */
export interface Notice {
  readonly message: string;
}

/** Carries every notice of this process; holds no secret. */
export const notices = channel("marketplane:notice");

export function notify(message: string): void {
  notices.publish({ message } satisfies Notice);
}

let isPrinting = false;

/** Prints the notices of this process from now on. The engine shows its user what a provider prints. */
export function printNotices(print: (line: string) => void = (line) => console.error(line)): void {
  if (isPrinting) {
    return;
  }
  isPrinting = true;
  notices.subscribe((notice) => print(`warning: ${(notice as Notice).message}`));
}
