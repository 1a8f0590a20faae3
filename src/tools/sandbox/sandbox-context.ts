import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { CallLog } from "./call-log.ts";
import { Clock } from "./clock.ts";
import { CustomerDns } from "./customer-dns.ts";
import { FaultQueue } from "./faults.ts";
import type { Seed } from "./seed.ts";

/** What the emulators of a sandbox share. */
export interface SandboxContext {
  readonly clock: Clock;
  readonly customerDns: CustomerDns;
  readonly calls: CallLog;
  readonly faults: FaultQueue;
  readonly seed: Seed;
  readonly latencyMs: number;
  readonly rateLimit: RateLimit;
  /** Base URL of the whole server, without a trailing slash. */
  readonly origin: string;
}

/** A number of calls in a number of seconds of sandbox time. */
export interface RateLimit {
  readonly calls: number;
  readonly seconds: number;
}

/** Types of the sandbox's hono apps. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Runs after the answer was sent; never for a reset connection. */
    onAnswered?: () => void;
    /** Set by a handler of a writing route if this call only read. */
    isRead?: boolean;
  };
}

/** A vendor: its API, and its state for comparison in tests. */
export interface Emulator {
  readonly app: Hono<SandboxEnv>;
  /** Actions on the vendor's website, for which there is no API. */
  readonly control: Hono<SandboxEnv>;
  state(): unknown;
}

export function createContext(
  options: Omit<SandboxContext, "clock" | "customerDns" | "calls" | "faults"> & { timeScale: number },
): SandboxContext {
  const clock = new Clock(options.timeScale);
  const customerDns = new CustomerDns(clock);
  for (const record of options.seed.customerDns) {
    customerDns.set(record);
  }
  return { ...options, clock, customerDns, calls: new CallLog(), faults: new FaultQueue() };
}
