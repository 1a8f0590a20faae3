import { styleText } from "node:util";
import { toColumns } from "../../cli/kernel/to-columns.ts";

/** One line of the final table. */
export interface StepResult {
  readonly step: string;
  /** The engine's changes, such as "27 created". */
  readonly resources: string;
  /** Calls to vendors, and how many of them were writes. */
  readonly calls: { readonly all: number; readonly writes: number };
  readonly seconds: number;
}

export type Narrator = ReturnType<typeof createNarrator>;

/** Prints the demo's progress: permanent lines, and on a terminal one line that is updated in place. */
export function createNarrator(stream: NodeJS.WriteStream) {
  const isLive = stream.isTTY === true;
  const style = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream });
  let isLineOpen = false;
  const write = (line: string): void => {
    stream.write(`${isLineOpen ? "\r\x1b[K" : ""}${line}\n`);
    isLineOpen = false;
  };
  return {
    step: (title: string): void => write(`\n${style("bold", title)}`),
    note: (text: string): void => write(`  ${text}`),
    done: (text: string): void => write(`  ${style("green", "✓")} ${text}`),
    failed: (text: string): void => write(`${style("red", "✗")} ${text}`),
    progress: (text: string): void => {
      if (isLive) {
        stream.write(`\r\x1b[K  ${style("dim", text.slice(0, (stream.columns ?? 80) - 3))}`);
        isLineOpen = true;
      }
    },
    table: (results: readonly StepResult[]): void => write(`\n${tableOf(results).trimEnd()}`),
  };
}

function tableOf(results: readonly StepResult[]): string {
  const rows = results.map(({ step, resources, calls, seconds }) => [
    step,
    resources,
    `${calls.all} (${calls.writes} writes)`,
    seconds.toFixed(1),
  ]);
  const total = results.reduce((sum, { seconds }) => sum + seconds, 0);
  const head = ["step", "resources", "vendor calls", "seconds"];
  return toColumns(head, [...rows, ["", "", "total", total.toFixed(1)]]);
}
