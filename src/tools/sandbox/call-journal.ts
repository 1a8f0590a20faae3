export type Vendor = "cloudflare" | "apifew" | "clevercloud" | "provider";

/** One call that a vendor received. Never a body, never a header: neither can hold a secret if it is not here. */
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
  /** HTTP status that was answered; null while the call runs and for a connection that was reset. */
  status: number | null;
  /** What was injected into this call, if anything was. */
  fault?: string;
}

/** Every vendor call so far, in the order of arrival. */
export class CallJournal {
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
