import { setImmediate as turn } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { shardProgram } from "../../../../../src/fleet/reconciler/declaration/shard-program.ts";
import { separatePrograms } from "../../../../../src/fleet/reconciler/engine/separate-programs.ts";
import { TenantDeclaration } from "../../../../../stacks/tenant-declaration.ts";
import { scheduleRuns } from "../../../../support/schedule-settings.ts";
import { reconcilerConfig } from "../../../../support/shard-tenants.ts";
import { type Answer, runInline } from "./inline-engine.ts";

/** Each takes a few seconds. */
const numRuns = scheduleRuns(1, 20);

const declarationOf = (id: string) =>
  TenantDeclaration.parse({
    ...{ id, source: "direct", plan: "basic", owner: { login: `${id}@customer.com` } },
    hostnames: [{ hostname: `${id}.acme.com` }],
  });
/** An engine's response for a tenant's resources; each output contains the stack and the tenant. */
const outputsOf = (stack: string) => (registration: { readonly name: string; readonly type: string }) =>
  registration.type.endsWith(":License")
    ? { keys: [`${stack}/${registration.name}`] }
    : { status: "active", sslStatus: "active", validationRecords: [], verificationErrors: [], validationErrors: [] };

async function runTenant(index: number, answer: (name: string) => Answer, turns: readonly number[] = []) {
  // Letters only, like ids of the control plane.
  const id = `tenant${[...String(index)].map((digit) => String.fromCharCode(97 + Number(digit))).join("")}`;
  const stack = `shard-${index}`;
  const built = shardProgram([declarationOf(id)], { deployment: reconcilerConfig.deployment, values: {} });
  let calls = 0;
  const run = await runInline(built.program, {
    stack,
    outputsOf: outputsOf(stack),
    answer: ({ name }) => answer(name.slice(id.length)),
    beforeAnswer: async () => {
      const count = turns[calls++ % Math.max(1, turns.length)] ?? 0;
      for (let passed = 0; passed < count; passed += 1) {
        await turn();
      }
    },
  });
  return { id, stack, run, result: built.results.get(id) };
}

describe("inline programs of one process", () => {
  beforeAll(() => separatePrograms());

  it(
    "yield their own tenants' outputs to their own engines, hundreds at once, whichever of them fail",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              turns: fc.array(fc.nat(12), { minLength: 1, maxLength: 7 }),
              license: fc.constantFrom<Answer[]>("made", "failed", { code: status.INVALID_ARGUMENT }),
            }),
            {
              minLength: 120,
              maxLength: 120,
            },
          ),
          async (schedules) => {
            const ended = await Promise.all(
              schedules.map(({ turns, license }, index) =>
                runTenant(index, (name) => (name === "-license" ? license : "made"), turns),
              ),
            );
            for (const [index, { id, stack, run, result }] of ended.entries()) {
              const license = schedules[index]?.license;
              expect(run.registered.filter((name) => name.startsWith("tenant") && !name.startsWith(id))).toEqual([]);
              // A program continues with unknown outputs after a resource that failed: the engine reports it.
              expect(run.error === undefined, `${id}: ${run.error}`).toBe(typeof license === "string");
              expect(result?.licenseKeys).toEqual(license === "made" ? [`${stack}/${id}-license`] : undefined);
              expect([...(result?.hostnames.values() ?? [])].map(({ cloudflareId }) => cloudflareId)).toEqual([
                `${stack}/${id}-${id}.acme.com`,
              ]);
            }
          },
        ),
        { numRuns, endOnFailure: true },
      );
    },
    numRuns * 60_000,
  );

  it("do not affect each other by an unhandled error", async () => {
    const stray = async () => {
      void Promise.reject(new Error("of the first alone"));
    };
    let release = () => {};
    const open = new Promise<void>((resolve) => {
      release = resolve;
    });
    const waiting = runInline(() => open, { stack: "second" });
    const first = await runInline(stray, { stack: "first" });
    release();

    expect(first.error).toContain("of the first alone");
    expect((await waiting).error).toBeUndefined();
  });

  it("share one listener per process event, which is removed with the last program", async () => {
    const count = () => process.listenerCount("uncaughtException") + process.listenerCount("unhandledRejection");
    const before = count();
    let release = () => {};
    const open = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started = 0;
    const waiting = async () => {
      started += 1;
      await open;
    };
    const ended = Array.from({ length: 40 }, (_, index) => runInline(waiting, { stack: `stack-${index}` }));
    await expect.poll(() => started).toBe(40);
    const during = count();
    release();
    await Promise.all(ended);

    expect([during, count()]).toEqual([before + 2, before]);
  });

  const unanswered = ["getDeploymentInfo", "marketplane-lonely", "lonely", "lonely-owner", "lonely-lonely.acme.com"];
  it.each(
    [status.UNAVAILABLE, status.CANCELLED].flatMap((code) =>
      unanswered.map((name) => [status[code], name, code] as const),
    ),
  )("fail where the engine's answer is %s to %s, and leave nothing out in silence", async (_word, name, code) => {
    const { program } = shardProgram([declarationOf("lonely")], {
      deployment: reconcilerConfig.deployment,
      values: {},
    });
    const { error } = await runInline(program, {
      stack: "lonely",
      outputsOf: outputsOf("lonely"),
      answer: (registration) => (registration.name === name ? { code } : "made"),
    });

    expect(error).toContain("The engine is gone");
  });

  it("succeed if the engine exits before it answers the last call", async () => {
    const { error } = await runInline(async () => new Lonely("one", {}), {
      stack: "last",
      answer: ({ name }) => (name === "signalAndWaitForShutdown" ? { code: status.UNAVAILABLE } : "made"),
    });

    expect(error).toBeUndefined();
  });
});

class Lonely extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("pulumi-nodejs:test:Lonely", name, args);
  }
}
