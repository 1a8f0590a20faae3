import { z } from "zod";

/** A fault to inject: the calls that it applies to, its effect, and how often. */
export const Fault = z
  .strictObject({
    /** Default: any vendor. */
    vendor: z.enum(["cloudflare", "apifew", "clevercloud", "provider"]).optional(),
    method: z.string().toUpperCase().optional(),
    /** Route pattern as in GET calls, or a concrete path; default: every route of the vendor. */
    route: z.string().optional(),
    /** HTTP status, in the vendor's own error format. */
    status: z.int().min(400).max(599).optional(),
    /** Closes the connection instead of answering. */
    reset: z.boolean().default(false),
    /** Answers with truncated JSON. */
    malformed: z.boolean().default(false),
    /** Delay in real time. Without another effect, the call is then answered as usual. */
    delayMs: z.int().min(0).max(600_000).optional(),
    /** The number of matching calls to let pass first. */
    skip: z.int().min(0).default(0),
    times: z.int().min(1).default(1),
    /**
     * true: the vendor performs the call and its answer is lost. false: the call never reaches the vendor.
     */
    afterCommit: z.boolean().default(false),
    /** Seconds for the Retry-After header of a status fault. */
    retryAfter: z.int().min(0).optional(),
  })
  .refine((fault) => [fault.status !== undefined, fault.reset, fault.malformed].filter(Boolean).length <= 1, {
    message: "must have only one of status, reset and malformed",
  })
  .refine((fault) => fault.status !== undefined || fault.reset || fault.malformed || fault.delayMs !== undefined, {
    message: "must have one of status, reset, malformed and delayMs",
  });
export type Fault = z.infer<typeof Fault>;

interface PendingFault {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/** Faults that wait for a matching call, in the order in which they were added. */
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

  /** The fault for this call. Each use counts. */
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

/** Short name of a fault for the call log. */
export function describeFault(fault: Fault): string {
  const kind = fault.status ?? (fault.reset ? "reset" : fault.malformed ? "malformed" : "delay");
  return `${kind} ${fault.afterCommit ? "after" : "before"} commit`;
}
