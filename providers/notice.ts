import { channel } from "node:diagnostics_channel";

/** A message that people should read although nothing failed, such as a vendor's billing warning. */
export interface Notice {
  readonly message: string;
  /** The resource that it is about, if one is. */
  readonly urn?: string;
}

/** Publishes every notice of this process; notices contain no secrets. */
export const notices = channel("marketplane:notice");

export function notify(message: string, urn?: string): void {
  notices.publish({ message, ...(urn === undefined ? {} : { urn }) } satisfies Notice);
}

let areShown = false;

/** Shows this process's notices from now on. The engine shows its user what a dynamic provider prints. */
export function showNotices(show: (notice: Notice) => void = printNotice): void {
  if (areShown) {
    return;
  }
  areShown = true;
  notices.subscribe((notice) => show(notice as Notice));
}

export function printNotice({ message }: Notice): void {
  console.error(`warning: ${message}`);
}
