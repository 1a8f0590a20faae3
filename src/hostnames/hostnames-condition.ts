import type { Observation } from "../ledger/record-observations.ts";

interface SeenHostname {
  readonly hostname: string;
  readonly status: string | null;
  readonly certificateStatus: string | null;
}

/** True of a hostname that Cloudflare serves with a certificate; nothing more is to be waited for. */
export function isServed({ status, certificateStatus }: Omit<SeenHostname, "hostname">): boolean {
  return status === "active" && certificateStatus === "active";
}

/** What the hostnames of an active tenant, all of which are at Cloudflare, say about it. */
export function hostnamesCondition(hostnames: readonly SeenHostname[]): Observation["conditions"][number] {
  const waiting = hostnames.filter((hostname) => !isServed(hostname)).map(({ hostname }) => hostname);
  return waiting.length === 0
    ? { type: "HostnamesActive", status: "true", reason: "Active", message: "All are served." }
    : {
        type: "HostnamesActive",
        status: "false",
        reason: "WaitingForCustomer",
        message: `${waiting.join(", ")}: waiting for the customer's DNS records.`,
      };
}
