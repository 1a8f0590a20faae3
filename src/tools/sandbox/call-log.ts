export type Vendor = "cloudflare" | "apifew" | "clevercloud" | "provider";

/** A call that a vendor received, without body and headers, so that the log cannot contain a secret. */
export interface Call {
  readonly vendor: Vendor;
  readonly method: string;
  /** Pattern of the route, such as /zones/:zone/custom_hostnames/:id. */
  readonly route: string;
  readonly path: string;
  readonly query: Record<string, string>;
  write: boolean;
  /** Sandbox time, ISO 8601. */
  readonly at: string;
  /** The HTTP status of the answer; null while the call runs, and for a connection that was reset. */
  status: number | null;
  /** The injected fault, if any. */
  fault?: string;
}

/** All vendor calls so far, in the order of their arrival. */
export class CallLog {
  readonly #calls: Call[] = [];

  open(call: Call): Call {
    this.#calls.push(call);
    return call;
  }

  list(filter: { vendor?: string | undefined; write?: boolean | undefined; since?: number | undefined }): Call[] {
    return this.#calls
      .slice(filter.since ?? 0)
      .filter((call) => filter.vendor === undefined || call.vendor === filter.vendor)
      .filter((call) => filter.write === undefined || call.write === filter.write);
  }
}
