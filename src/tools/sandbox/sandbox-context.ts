import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { CallJournal } from "./call-journal.ts";
import { Clock } from "./clock.ts";
import { CustomerDns } from "./customer-dns.ts";
import { FaultQueue } from "./faults.ts";
import type { Seed } from "./seed.ts";

/** What the emulators of one sandbox share. */
export interface SandboxContext {
  readonly clock: Clock;
  readonly customerDns: CustomerDns;
  readonly calls: CallJournal;
  readonly faults: FaultQueue;
  readonly seed: Seed;
  readonly latencyMs: number;
  readonly rateLimit: RateLimit;
  /** Base URL of the whole server, without a trailing slash. */
  readonly origin: string;
}

/** So many calls in so many seconds of sandbox time. */
export interface RateLimit {
  readonly calls: number;
  readonly seconds: number;
}

/** Types of the hono apps of the sandbox. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Runs once the answer has really left; a reset connection never runs it. */
    onAnswered?: () => void;
    /** Set by a handler whose route writes at other times, when this call only read. */
    isRead?: boolean;
  };
}

/** One vendor: its API and the truth behind it, to compare with. */
export interface Emulator {
  readonly app: Hono<SandboxEnv>;
  /** What people do on the vendor's website and no API can do. */
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
  return { ...options, clock, customerDns, calls: new CallJournal(), faults: new FaultQueue() };
}
