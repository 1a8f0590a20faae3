import { z } from "zod";

/** A fault to inject: which calls it meets, what happens to them, and how often. */
export const Fault = z
  .strictObject({
    /** Absent: any vendor. */
    vendor: z.enum(["cloudflare", "apifew", "clevercloud", "provider"]).optional(),
    method: z.string().toUpperCase().optional(),
    /** Route pattern as GET calls shows it, or a concrete path; absent: every route of the vendor. */
    route: z.string().optional(),
    /** HTTP status, answered in the vendor's own error shape. */
    status: z.int().min(400).max(599).optional(),
    /** Destroys the socket instead of answering. */
    reset: z.boolean().default(false),
    /** Answers truncated JSON. */
    malformed: z.boolean().default(false),
    /** Waits in real time; alone, the call is answered as usual afterwards. */
    delayMs: z.int().min(0).max(600_000).optional(),
    /** Lets this many matching calls pass before the first one is met. */
    skip: z.int().min(0).default(0),
    times: z.int().min(1).default(1),
    /** The vendor did the work and the answer was lost; else the call never reached the vendor. */
    afterCommit: z.boolean().default(false),
    /** Seconds for the Retry-After header of a status fault. */
    retryAfter: z.int().min(0).optional(),
  })
  .refine((fault) => [fault.status !== undefined, fault.reset, fault.malformed].filter(Boolean).length <= 1, {
    message: "give one of status, reset and malformed",
  })
  .refine((fault) => fault.status !== undefined || fault.reset || fault.malformed || fault.delayMs !== undefined, {
    message: "give one of status, reset, malformed and delayMs",
  });
export type Fault = z.infer<typeof Fault>;

interface PendingFault {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/** Faults that wait for their calls, met in the order in which they were added. */
export class FaultQueue {
  #pending: PendingFault[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, skip: fault.skip, times: fault.times });
  }

  clear(): void {
    this.#pending = [];
  }

  list(): Fault[] {
    return this.#pending.map(({ fault, skip, times }) => ({ ...fault, skip, times }));
  }

  /** The fault that meets this call, used up once by it. */
  take(call: { vendor: string; method: string; route: string; path: string }): Fault | undefined {
    for (const pending of this.#pending) {
      if (!matches(pending.fault, call)) {
        continue;
      }
      if (pending.skip > 0) {
        pending.skip -= 1;
        continue;
      }
      pending.times -= 1;
      if (pending.times === 0) {
        this.#pending = this.#pending.filter((other) => other !== pending);
      }
      return pending.fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, call: { vendor: string; method: string; route: string; path: string }): boolean {
  if (fault.vendor !== undefined && fault.vendor !== call.vendor) {
    return false;
  }
  if (fault.method !== undefined && fault.method !== call.method) {
    return false;
  }
  return fault.route === undefined || fault.route === call.route || fault.route === call.path;
}

/** Short name of a fault for the journal. */
export function describeFault(fault: Fault): string {
  const kind = fault.status ?? (fault.reset ? "reset" : fault.malformed ? "malformed" : "delay");
  return `${kind} ${fault.afterCommit ? "after" : "before"} commit`;
}
