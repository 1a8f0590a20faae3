/**
 * Random programs, run after run, with random failures in each, and the assertions once the failures are
 * over.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import type { Clock } from "../../../providers/http/clock.ts";
import type { Settings } from "../../../providers/settings.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { type Declared, type Handler, ModelEngine, RunFailedError } from "../../support/model-engine.ts";
import { type Incident, ProcessLife } from "../../support/process-life.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { scheduleRuns } from "../../support/schedule-settings.ts";

/**
 * A vendor's part: its resources, the declarations that a program may have, and the assertions at the end.
 */
export interface Cast<Target> {
  readonly seed: NonNullable<Parameters<typeof startTestSandbox>[0]>["seed"];
  readonly settings?: Readonly<Record<string, string>>;
  /** The number of parts of a program, each declared or absent on its own. */
  readonly parts: number;
  /** Successful runs until nothing is left to do: more than one if a resource changes by another's update. */
  readonly runsToRest: number;
  readonly target: fc.Arbitrary<Target>;
  /** The resources of a part, in the order of their dependencies. */
  readonly declare: (
    part: number,
    target: Target,
    history: History<Target>,
    sandbox: TestSandbox,
  ) => readonly Declared[];
  readonly handlers: (life: ProcessLife, settings: Settings) => Readonly<Record<string, Handler>>;
  /** What another client does at the vendor, at any moment. */
  readonly meanwhile: (choice: number, sandbox: TestSandbox) => Promise<unknown>;
  /** A message after which a person, who knows what was done elsewhere, allows the resource to adopt. */
  readonly asksForLeave?: RegExp;
  /** Throws unless the vendor has every declared object once, with its owner in the state. */
  readonly verify: (vendor: unknown, engine: ModelEngine, program: readonly Declared[]) => void;
}

/** The earlier declarations of each part, oldest first; undefined for none. */
export type History<Target> = readonly (Target | undefined)[];

interface Step<Target> {
  readonly kind: "up" | "refresh" | "refresh and up";
  readonly targets: readonly (Target | undefined)[];
  readonly incidents: readonly Incident[];
}

const runsMax = 8;
const stepsMax = 4;
const callsMax = 24;

const fault = fc
  .tuple(
    fc.constantFrom(
      { status: 429, retryAfter: 3 },
      { status: 429 },
      { status: 500 },
      { status: 502 },
      { status: 503, retryAfter: 1 },
      { reset: true as const },
      { malformed: true as const },
    ),
    fc.boolean(),
    fc.constantFrom(1, 1, 1, 2, 6),
  )
  .map(([how, afterCommit, times]) => ({ ...how, afterCommit: afterCommit && how.status !== 429, times }));
const happening: fc.Arbitrary<Incident["what"]> = fc.oneof(
  { weight: 5, arbitrary: fault.map((met) => ({ kind: "fault" as const, fault: met })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("before" as const, "after" as const, "answered" as const)
      .map((when) => ({ kind: "kill" as const, when })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("before" as const, "after" as const)
      .map((when) => ({ kind: "time-out" as const, when })),
  },
  { weight: 1, arbitrary: fc.nat({ max: 30 }).map((hours) => ({ kind: "jump" as const, hours })) },
  { weight: 2, arbitrary: fc.nat({ max: 99 }).map((choice) => ({ kind: "meanwhile" as const, choice })) },
);
const incidents = fc.array(fc.record({ at: fc.nat({ max: callsMax }), what: happening }), { maxLength: 4 });

function schedules<Target>(cast: Cast<Target>): fc.Arbitrary<Step<Target>[]> {
  const targets = fc.array(fc.option(cast.target, { nil: undefined, freq: 4 }), {
    minLength: cast.parts,
    maxLength: cast.parts,
  });
  const kind = fc.constantFrom("up" as const, "up" as const, "refresh" as const, "refresh and up" as const);
  return fc.array(fc.record({ kind, targets, incidents }), { minLength: 1, maxLength: stepsMax });
}

/** Runs this many schedules. A failure prints its seed, its path and the smallest failing schedule. */
export async function assertSchedules<Target>(cast: Cast<Target>, runsByDefault: number): Promise<void> {
  const numRuns = scheduleRuns(runsByDefault);
  await using sandbox = await startTestSandbox({
    timeScale: 0,
    seed: cast.seed,
    rateLimit: { calls: 1e9, seconds: 1 },
  });
  const property = fc.asyncProperty(schedules(cast), (steps) => runSchedule(cast, sandbox, steps));
  await fc.assert(property, { numRuns, endOnFailure: process.env.SCHEDULE_SHRINK === "no" });
}

async function runSchedule<Target>(
  cast: Cast<Target>,
  sandbox: TestSandbox,
  steps: readonly Step<Target>[],
): Promise<void> {
  await sandbox.control("POST", "/reset");
  const folder = mkdtempSync(join(tmpdir(), "marketplane-schedule-"));
  try {
    await new Schedule(cast, sandbox, folder).run(steps);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Schedule<Target> {
  readonly #cast: Cast<Target>;
  readonly #sandbox: TestSandbox;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #engine = new ModelEngine();
  readonly #histories: (Target | undefined)[][];
  /** Parts whose last run was interrupted. A person repeats that run before changing the part. */
  #unsettled = new Set<number>();
  /** Names of resources that may adopt. */
  readonly #adopting = new Set<string>();

  constructor(cast: Cast<Target>, sandbox: TestSandbox, folder: string) {
    this.#cast = cast;
    this.#sandbox = sandbox;
    this.#folder = folder;
    this.#clock = sharedClock(sandbox);
    this.#histories = Array.from({ length: cast.parts }, () => []);
    const more = cast.settings ?? {};
    this.#settings = { ...sandbox.settings, configured: (key) => more[key] ?? sandbox.settings.configured(key) };
  }

  async run(steps: readonly Step<Target>[]): Promise<void> {
    for (const { kind, targets, incidents } of steps) {
      this.#declare(targets);
      await this.#runEngine(kind, incidents).catch((error: unknown) => this.#note(error));
      await this.#sandbox.control("DELETE", "/faults");
    }
    await this.#settle();
    this.#declare(Array.from({ length: this.#cast.parts }, () => undefined));
    await this.#settle();
  }

  /**
   * Repeats what a person would, until it succeeds. Then everything is as declared, and another run writes
   * nothing.
   */
  async #settle(): Promise<void> {
    for (let count = 1; ; count += 1) {
      try {
        await this.#runEngine("refresh and up", []);
        break;
      } catch (error) {
        if (count === runsMax) {
          throw error;
        }
        this.#note(error);
      }
    }
    for (let count = 1; count < this.#cast.runsToRest; count += 1) {
      await this.#runEngine("refresh and up", []);
    }
    this.#cast.verify(await this.#sandbox.state(), this.#engine, this.#program());
    const before = (await this.#sandbox.calls()).length;
    await this.#runEngine("refresh and up", []);
    const calls = (await this.#sandbox.calls()).slice(before);
    expect(calls.filter(({ write }) => write)).toEqual([]);
  }

  #declare(targets: readonly (Target | undefined)[]): void {
    // A replacement whose old object still waits for its deletion is finished before the part changes again:
    // no provider sees that object, so a create under its name would be refused (docs/decisions/0023).
    const waiting = this.#engine.replaced.map(({ name }) => partOf(name));
    for (const [part, history] of this.#histories.entries()) {
      const isRepeated = this.#unsettled.has(part) || waiting.includes(part);
      history.push(isRepeated ? history.at(-1) : targets[part]);
    }
  }

  #program(): Declared[] {
    return this.#histories.flatMap((history, part) => {
      const target = history.at(-1);
      const resources = target === undefined ? [] : this.#cast.declare(part, target, history, this.#sandbox);
      return resources.map((declared) => {
        const name = `${part}/${declared.name}`;
        return { ...declared, name, inputs: { ...declared.inputs, ...(this.#adopting.has(name) && { adopt: true }) } };
      });
    });
  }

  #note(error: unknown): void {
    if (!(error instanceof RunFailedError)) {
      throw error;
    }
    this.#unsettled.add(partOf(error.resource));
    if (this.#cast.asksForLeave?.test(error.message)) {
      this.#adopting.add(error.resource);
    }
  }

  async #runEngine(kind: Step<Target>["kind"], incidents: readonly Incident[]): Promise<void> {
    const life = new ProcessLife({
      sandbox: this.#sandbox,
      clock: this.#clock,
      folder: this.#folder,
      incidents,
      meanwhile: (choice) => this.#cast.meanwhile(choice, this.#sandbox),
    });
    const handlers = this.#cast.handlers(life, this.#settings);
    const handlerOf = (type: string): Handler => {
      const handler = handlers[type];
      if (!handler) {
        throw new Error(`no handler of ${type}`);
      }
      return handler;
    };
    try {
      if (kind !== "up") {
        await this.#engine.refresh(life, handlerOf);
      }
      if (kind !== "refresh") {
        await this.#engine.up(this.#program(), life, handlerOf);
        this.#unsettled = new Set();
      }
    } finally {
      await life.end();
    }
  }
}

function partOf(name: string): number {
  return Number.parseInt(name, 10);
}

/** The providers and the sandbox share one clock, which advances only during waits. */
export function sharedClock(sandbox: TestSandbox): Clock {
  const clock = new FakeClock();
  return {
    now: () => clock.now(),
    sleep: async (ms) => {
      clock.advance(ms);
      await sandbox.advance(ms / 1000);
    },
  };
}
