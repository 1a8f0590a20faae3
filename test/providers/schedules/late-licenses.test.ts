/** License creates whose answers are lost and that apifew performs later, in random schedules. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Agent, type Dispatcher } from "undici";
import { expect, test } from "vitest";
import { z } from "zod";
import { connectApifew } from "../../../providers/apifew/connect.ts";
import { license } from "../../../providers/apifew/license/index.ts";
import type { Clock } from "../../../providers/http/clock.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { ModelEngine, RunFailedError } from "../../support/model-engine.ts";
import { type Incident, ProcessLife, unheard } from "../../support/process-life.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { scheduleRuns } from "../../support/schedule-settings.ts";

const pricing = { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" };
const owner = "owner@acme.example";
/** Less than the time for which a create stays undecided. After that, no client can know. */
const latestMs = 55_000;
const runsMax = 8;

const answer = fc.constantFrom("504" as const, "reset" as const, "time-out" as const, "kill" as const);
const late: fc.Arbitrary<Incident["what"]> = fc.record({
  kind: fc.constant("late" as const),
  ms: fc.integer({ min: 1, max: latestMs }),
  answer,
});
const other: fc.Arbitrary<Incident["what"]> = fc.oneof(
  fc.constantFrom("before" as const, "after" as const).map((when) => ({ kind: "time-out" as const, when })),
  fc
    .constantFrom("before" as const, "after" as const, "answered" as const)
    .map((when) => ({ kind: "kill" as const, when })),
  fc
    .tuple(fc.constantFrom(503, 504), fc.boolean())
    .map(([status, afterCommit]) => ({ kind: "fault" as const, fault: { status, afterCommit } })),
);
const incident = fc.record({ at: fc.nat({ max: 6 }), what: fc.oneof({ weight: 3, arbitrary: late }, other) });
const step = fc.record({
  grows: fc.nat({ max: 2 }),
  isRefresh: fc.boolean(),
  incidents: fc.uniqueArray(incident, { maxLength: 3, selector: ({ at }) => at }),
  pauseMs: fc.constantFrom(0, 0, 1_000, 30_000, 90_000),
});

const Vendor = z.object({
  apifew: z.object({ licenses: z.array(z.object({ key: z.string(), ownerLogin: z.string() })) }),
});

/** apifew with one owner, its clock, and the creates that it has yet to perform. */
class LateLicenses {
  readonly sandbox: TestSandbox;
  readonly clock: Clock;
  readonly #time = new FakeClock();
  readonly #agent = new Agent();
  #late: { readonly at: number; readonly request: Dispatcher.DispatchOptions }[] = [];

  constructor(sandbox: TestSandbox) {
    this.sandbox = sandbox;
    this.clock = { now: () => this.#time.now(), sleep: (ms) => this.#pass(ms) };
  }

  deliverLater(request: Dispatcher.DispatchOptions, ms: number): void {
    this.#late.push({ at: this.#time.now() + ms, request });
  }

  async keys(): Promise<string[]> {
    const { licenses } = Vendor.parse(await this.sandbox.state()).apifew;
    return licenses.filter(({ ownerLogin }) => ownerLogin === owner).map(({ key }) => key);
  }

  async #pass(ms: number): Promise<void> {
    const end = this.#time.now() + ms;
    const due = this.#late.filter(({ at }) => at <= end);
    this.#late = this.#late.filter(({ at }) => at > end);
    for (const { request } of due.toSorted((one, next) => one.at - next.at)) {
      await unheard((options, handler) => this.#agent.dispatch(options, handler), request);
    }
    this.#time.advance(ms);
  }
}

type Meanwhile = (choice: number) => Promise<unknown>;

/** A separate stack with one License, run by run. Each run is a process. */
class Stack {
  readonly #late: LateLicenses;
  readonly #folder: string;
  readonly #engine = new ModelEngine();
  #inputs: Record<string, unknown>;

  constructor(late: LateLicenses, folder: string, inputs: Record<string, unknown>) {
    this.#late = late;
    this.#folder = folder;
    this.#inputs = { ...pricing, ownerLogin: owner, quantity: 1, ...inputs };
  }

  get quantity(): number {
    return Number(this.#inputs.quantity);
  }

  get isMade(): boolean {
    return this.#engine.state.has("license");
  }

  get keys(): string[] {
    return z.array(z.string()).parse(this.#engine.state.get("license")?.outs.keys ?? []);
  }

  declare(inputs: Record<string, unknown>): void {
    this.#inputs = { ...this.#inputs, ...inputs };
  }

  async run(
    incidents: readonly Incident[],
    { isRefresh, meanwhile = async () => undefined }: { readonly isRefresh: boolean; readonly meanwhile?: Meanwhile },
  ): Promise<Error | undefined> {
    const { sandbox, clock } = this.#late;
    const life = new ProcessLife({
      sandbox,
      clock,
      folder: this.#folder,
      incidents,
      meanwhile,
      isLate: (path) => path.endsWith("/license/create"),
      deliverLater: (request, ms) => this.#late.deliverLater(request, ms),
    });
    const connect = (from: Settings) => connectApifew(from, { dispatcher: life.dispatcher, clock: life.clock });
    const options = { settings: sandbox.settings, clock: life.clock, pendingCreates: life.pendingCreates };
    const handler = createHandler({ ...license, connect }, options);
    try {
      if (isRefresh) {
        await this.#engine.refresh(life, () => handler);
      }
      await this.#engine.up([{ name: "license", type: "license", inputs: this.#inputs }], life, () => handler);
      return undefined;
    } catch (error) {
      if (error instanceof RunFailedError) {
        return error;
      }
      throw error;
    } finally {
      await life.end();
      await sandbox.control("DELETE", "/faults");
    }
  }
}

async function withLateLicenses(
  sandbox: TestSandbox,
  work: (late: LateLicenses, folders: readonly string[]) => Promise<void>,
) {
  await sandbox.control("POST", "/reset");
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "marketplane-late-")));
  try {
    await work(new LateLicenses(sandbox), folders);
  } finally {
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

const startOwnersSandbox = () =>
  startTestSandbox({
    timeScale: 0,
    seed: { apifew: { users: [{ login: owner }] } },
    rateLimit: { calls: 1e9, seconds: 1 },
  });

test("a late create duplicates no license and loses no key, for any interruption of the runs around it", async () => {
  await using sandbox = await startOwnersSandbox();
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 4 }),
    fc.record({ assignUsage: fc.boolean(), adopt: fc.boolean() }),
    (steps, inputs) =>
      withLateLicenses(sandbox, async (late, [folder = ""]) => {
        const stack = new Stack(late, folder, inputs);
        for (const { grows, isRefresh, incidents, pauseMs } of steps) {
          stack.declare({ quantity: stack.quantity + grows });
          const failure = await stack.run(incidents, { isRefresh });
          expect((await late.keys()).length).toBeLessThanOrEqual(stack.quantity);
          expect(stack.keys.length).toBeLessThanOrEqual(stack.quantity);
          if (failure) {
            // A person repeats a failed run before changing the program.
            await settle(stack);
          }
          await late.clock.sleep(pauseMs);
        }
        await settle(stack);
        await late.clock.sleep(latestMs);
        expect((await late.keys()).toSorted()).toEqual(stack.keys.toSorted());
        expect(stack.keys).toHaveLength(stack.quantity);
      }),
  );
  await fc.assert(property, { numRuns: scheduleRuns(15) });
}, 1_800_000);

/** The other stack is a separate process: it does not wait for a turn, and its answers arrive. */
async function createElsewhere({ ready }: TestSandbox): Promise<string[]> {
  const { apifew, credentials } = ready;
  const response = await fetch(`${apifew}/v2/app/pricing/license/create`, {
    method: "POST",
    headers: { "content-type": "application/json", "Apifew-Key": credentials.apifew.key },
    body: JSON.stringify({ PRICING_UID: pricing.pricingUid, OWNER_LOGIN: owner, NO_USAGE: true }),
  });
  return z.object({ data: z.object({ keys: z.array(z.string()) }) }).parse(await response.json()).data.keys;
}

/** Performed, at the latest while a run still looks for it. */
const carriedOut: fc.Arbitrary<Incident["what"]> = fc.oneof(
  fc.record({ kind: fc.constant("late" as const), ms: fc.integer({ min: 1, max: 15_000 }), answer }),
  fc.constant({ kind: "time-out" as const, when: "after" as const }),
  fc.constant({ kind: "kill" as const, when: "after" as const }),
);
const elsewhere = fc.record({ at: fc.nat({ max: 6 }), what: fc.constant({ kind: "meanwhile" as const, choice: 0 }) });
const twoStacksStep = fc.record({
  grows: fc.nat({ max: 2 }),
  isRefresh: fc.boolean(),
  lost: fc.array(fc.record({ at: fc.nat({ max: 4 }), what: carriedOut }), { maxLength: 1 }),
  elsewhere: fc.array(elsewhere, { maxLength: 2 }),
});

test("two stacks with the same owner and pricing never take each other's keys, and each gets what it declares", async () => {
  await using sandbox = await startOwnersSandbox();
  const property = fc.asyncProperty(fc.array(twoStacksStep, { minLength: 1, maxLength: 4 }), (steps) =>
    withLateLicenses(sandbox, async (late, [folder = ""]) => {
      const stack = new Stack(late, folder, { assignUsage: false });
      const others: string[] = [];
      const meanwhile = async () => {
        // Without adopt the stack takes over nothing that exists before its first create, so the other
        // stack's create
        // comes later.
        if (stack.isMade) {
          others.push(...(await createElsewhere(sandbox)));
        }
      };
      expect(await stack.run([], { isRefresh: false })).toBeUndefined();
      for (const { grows, isRefresh, lost, elsewhere: made } of steps) {
        stack.declare({ quantity: stack.quantity + grows });
        await stack.run([...made, ...lost], { isRefresh, meanwhile });
        for (let count = 0; count < runsMax && (await stack.run([], { isRefresh: false })); count += 1) {
          await late.clock.sleep(latestMs);
          const own = (await late.keys()).filter((key) => !others.includes(key) && !stack.keys.includes(key));
          // The person compares the keys with those of the other stack, as the message advises.
          stack.declare({ adopt: `${pricing.pricingUid}/${owner}#${own.map((key) => key.slice(-11)).join(",")}` });
        }
        stack.declare({ adopt: undefined });
        expect(stack.keys.filter((key) => others.includes(key))).toEqual([]);
        expect(stack.keys).toHaveLength(stack.quantity);
        expect(await late.keys()).toHaveLength(stack.quantity + others.length);
      }
    }),
  );
  await fc.assert(property, { numRuns: scheduleRuns(15) });
}, 1_800_000);

async function settle(stack: Stack): Promise<void> {
  let failure: Error | undefined;
  for (let count = 0; count < runsMax; count += 1) {
    failure = await stack.run([], { isRefresh: count % 2 === 1 });
    if (!failure) {
      return;
    }
  }
  throw failure ?? new Error("no run was made");
}
