/** `npm run bench`: what marketplane costs, next to its targets. */
import { mkdirSync, rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { installEngine } from "../engine/install.ts";
import { progressWriter } from "../engine/progress.ts";
import type { BenchCase, BenchContext } from "./bench-case.ts";
import { compareOpentofu } from "./cases/compare-opentofu.ts";
import { create } from "./cases/create.ts";
import { drift } from "./cases/drift.ts";
import { largeFleet } from "./cases/large-fleet.ts";
import { licenseList } from "./cases/license-list.ts";
import { native } from "./cases/native.ts";
import { preview } from "./cases/preview.ts";
import { provision } from "./cases/provision.ts";
import { reconcile } from "./cases/reconcile.ts";
import { refresh } from "./cases/refresh.ts";
import { shardedUp } from "./cases/sharded-up.ts";
import { stateSize } from "./cases/state-size.ts";
import type { Figure } from "./figure.ts";
import { resultsTable } from "./results-table.ts";
import { saveFigures } from "./save-figures.ts";

const root = dirname(import.meta.dirname);
const cases: readonly BenchCase[] = [
  refresh,
  create,
  preview,
  stateSize,
  shardedUp,
  compareOpentofu,
  provision,
  drift,
  reconcile,
  licenseList,
  largeFleet,
  native,
];
const usage =
  "usage: npm run bench [-- --quick] [--only a,b,c,d,e,f,g,h,i,j,k,l] [--sizes 1,10] [--rounds N] [--output FILE]";
const minute = 60_000;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      rounds: { type: "string" },
      sizes: { type: "string" },
      output: { type: "string", default: join(root, "bench/results.json") },
    },
  });
  const chosen = chooseCases(values.only);
  const rounds = readRounds(values.rounds, values.quick);
  const sizes = values.sizes?.split(",").map((size) => readCount("--sizes", size));
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interrupt.abort(new Error(`stopped by ${signal}`)));
  }
  // After each case, so that an interrupted run keeps the figures measured so far.
  const save = (figures: readonly Figure[]) => saveFigures(values.output, figures);
  const figures = await runBench(chosen, { rounds, sizes, isQuick: values.quick, signal: interrupt.signal }, save);
  process.stdout.write(`\n${resultsTable(figures, process.stdout)}\n\nwritten to ${values.output}\n`);
  const missed = figures.filter(({ met }) => met === false).length;
  process.stdout.write(missed === 0 ? "every target is met\n" : `${missed} targets are missed\n`);
}

async function runBench(
  chosen: readonly BenchCase[],
  options: Pick<BenchContext, "rounds" | "sizes" | "isQuick" | "signal">,
  save: (figures: readonly Figure[]) => void,
): Promise<Figure[]> {
  const writer = progressWriter(process.stderr);
  const engine = await installEngine({ onProgress: writer.report }).finally(writer.end);
  const folder = join(root, ".marketplane", `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const started = Date.now();
  const cleanups: (() => void)[] = [];
  const say = (text: string) => process.stderr.write(`  ${clock(Date.now() - started)}  ${text}\n`);
  const context: BenchContext = { engine, root, folder, ...options, say, onEnd: (task) => cleanups.push(task) };
  try {
    say(`Pulumi ${engine.version}, Node ${process.version}, ${availableParallelism()} processors, load ${load()}`);
    const figures: Figure[] = [];
    for (const { letter, title, run } of chosen) {
      say(`(${letter}) ${title}`);
      figures.push(...(await run(context)));
      save(figures);
    }
    say(`done; load ${load()}`);
    return figures;
  } finally {
    for (const task of cleanups.toReversed()) {
      task();
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function chooseCases(only: string | undefined): readonly BenchCase[] {
  if (only === undefined) {
    return cases;
  }
  const letters = only.split(",");
  const unknown = letters.filter((letter) => !cases.some((one) => one.letter === letter));
  if (unknown.length > 0) {
    throw new Error(`--only: unknown case ${unknown.join(", ")}\n${usage}`);
  }
  return cases.filter(({ letter }) => letters.includes(letter));
}

function readRounds(text: string | undefined, isQuick: boolean): number {
  return text === undefined ? (isQuick ? 1 : 3) : readCount("--rounds", text);
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`${option}: ${JSON.stringify(text)} must be a whole number of at least 1\n${usage}`);
  }
  return count;
}

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
}

function clock(ms: number): string {
  const seconds = String(Math.floor((ms % minute) / 1000)).padStart(2, "0");
  return `${String(Math.floor(ms / minute)).padStart(2, "0")}:${seconds}`;
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const isWrongUse = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n${isWrongUse ? `${usage}\n` : ""}`);
  process.exitCode = 1;
});
