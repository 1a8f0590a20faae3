import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { type Clock, toIsoTime } from "./clock.ts";
import { readControlBody } from "./control-body.ts";
import { CustomerRecord } from "./customer-dns.ts";
import { Fault } from "./faults.ts";
import { faultProblem } from "./route-of-fault.ts";
import type { Emulator, SandboxContext, SandboxEnv } from "./sandbox-context.ts";

const Advance = z.strictObject({ advanceSeconds: z.number().min(0) });
const RecordFilter = z.strictObject({ name: z.string(), type: z.string().optional(), content: z.string().optional() });

/** Control API of the sandbox, /_sandbox: calls, state, faults, clock and customers' DNS. */
export function createControl(
  context: SandboxContext,
  vendors: Record<string, Emulator>,
  reset: () => void,
): Hono<SandboxEnv> {
  const control = new Hono<SandboxEnv>();
  addObservationRoutes(control, context, vendors);
  addFaultRoutes(control, context, vendors);
  addClockAndDnsRoutes(control, context);
  control.post("/reset", (c) => {
    reset();
    return c.json({ reset: true });
  });
  for (const [vendor, emulator] of Object.entries(vendors)) {
    control.route(`/${vendor}`, emulator.control);
  }
  control.onError((error, c) => {
    const isExpected = error instanceof HTTPException;
    return c.json({ error: error.message }, isExpected ? error.status : 500);
  });
  return control;
}

/** Calls and state. */
function addObservationRoutes(
  control: Hono<SandboxEnv>,
  { calls, clock, customerDns }: SandboxContext,
  vendors: Record<string, Emulator>,
): void {
  control.get("/calls", (c) => {
    const { vendor, write, since } = c.req.query();
    const isWrite = write === undefined ? undefined : write === "true";
    return c.json(calls.list({ vendor, write: isWrite, since: since === undefined ? undefined : Number(since) }));
  });
  control.get("/state", (c) => {
    const states = Object.entries(vendors).map(([vendor, { state }]) => [vendor, state()]);
    return c.json({ ...Object.fromEntries(states), customerDns: customerDns.list(), clock: clockState(clock) });
  });
}

/** Faults of the next calls. */
function addFaultRoutes(
  control: Hono<SandboxEnv>,
  { faults }: SandboxContext,
  vendors: Record<string, Emulator>,
): void {
  control.get("/faults", (c) => c.json(faults.list()));
  control.post("/faults", async (c) => {
    const added = await readControlBody(c, oneOrMany(Fault));
    const problems = added.flatMap((fault) => faultProblem(fault, vendors) ?? []);
    if (problems.length > 0) {
      throw new HTTPException(400, { message: problems.join("\n") });
    }
    for (const fault of added) {
      faults.add(fault);
    }
    return c.json(faults.list(), 201);
  });
  control.delete("/faults", (c) => {
    faults.clear();
    return c.json([]);
  });
}

/** The clock, and the customers' DNS. */
function addClockAndDnsRoutes(control: Hono<SandboxEnv>, { clock, customerDns }: SandboxContext): void {
  control.get("/clock", (c) => c.json(clockState(clock)));
  control.post("/clock", async (c) => {
    clock.advance((await readControlBody(c, Advance)).advanceSeconds);
    return c.json(clockState(clock));
  });
  control.get("/dns", (c) => c.json(customerDns.list()));
  control.post("/dns", async (c) => {
    const records = await readControlBody(c, oneOrMany(CustomerRecord));
    for (const record of records) {
      customerDns.set(record);
    }
    return c.json(records, 201);
  });
  control.delete("/dns", async (c) => c.json({ removed: customerDns.remove(await readControlBody(c, RecordFilter)) }));
}

function clockState(clock: Clock) {
  return { now: toIsoTime(clock.now()) };
}

function oneOrMany<T extends z.ZodType>(schema: T) {
  return z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(schema));
}
