import { styleText } from "node:util";

/** What an installation reports while it runs: a step that begins, or how far the current one is. */
export type Progress =
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "count"; readonly text: string; readonly done: number; readonly total?: number };

export type OnProgress = (progress: Progress) => void;

const sparseLineMs = 15_000;
const liveLineMs = 100;

/** Writes progress for people: a live line on a terminal, a line now and then elsewhere. */
export function progressWriter(stream: NodeJS.WriteStream): { report: OnProgress; end: () => void } {
  const isLive = stream.isTTY === true;
  const started = Date.now();
  let lastMs = 0;
  let isLineOpen = false;

  function closeLine(): void {
    if (isLineOpen) {
      stream.write("\r\x1b[K");
    }
    isLineOpen = false;
  }

  function report(progress: Progress): void {
    if (progress.kind === "step") {
      closeLine();
      lastMs = 0;
      stream.write(`${isLive ? styleText("cyan", "engine", { stream }) : "engine"}: ${progress.text}\n`);
      return;
    }
    const now = Date.now();
    if (now - lastMs < (isLive ? liveLineMs : sparseLineMs)) {
      return;
    }
    lastMs = now;
    const count = progress.total === undefined ? `${progress.done}` : `${progress.done} of ${progress.total}`;
    const line = `  ${progress.text}: ${count} (${Math.round((now - started) / 1000)} s)`;
    if (isLive) {
      stream.write(`\r\x1b[K${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
      isLineOpen = true;
    } else {
      stream.write(`${line}\n`);
    }
  }

  return { report, end: closeLine };
}
