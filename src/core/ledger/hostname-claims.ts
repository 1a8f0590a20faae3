import type { Tenant } from "../model/tenant.ts";

/** A change claims a hostname that belongs to another tenant. */
export class HostnameTakenError extends Error {
  override readonly name = "HostnameTakenError";
  readonly hostname: string;

  constructor(hostname: string) {
    super(`${hostname} belongs to another tenant`);
    this.hostname = hostname;
  }
}

/** The hostnames that a tenant claims: its desired ones, until it is removed. */
export function claimsOf(tenant: Pick<Tenant, "state" | "desired"> | undefined): string[] {
  return tenant === undefined || tenant.state === "removed"
    ? []
    : tenant.desired.hostnames.map(({ hostname }) => hostname);
}

/** The claims of hostnames in memory, and their changes. */
export class HostnameClaims {
  readonly #claimants: Map<string, string | undefined>;
  readonly #touched = new Set<string>();

  constructor(claimants: ReadonlyMap<string, string>) {
    this.#claimants = new Map(claimants);
  }

  /** The tenant that claims the hostname. */
  claimantOf(hostname: string): string | undefined {
    return this.#claimants.get(hostname);
  }

  /** Replaces a tenant's claims. Throws HostnameTakenError without any change if one is taken. */
  replace(tenantId: string, before: readonly string[], after: readonly string[]): void {
    const wanted = after.filter((hostname) => !before.includes(hostname));
    for (const hostname of wanted) {
      if ((this.claimantOf(hostname) ?? tenantId) !== tenantId) {
        throw new HostnameTakenError(hostname);
      }
    }
    for (const hostname of before.filter((name) => !after.includes(name))) {
      this.#set(hostname, undefined);
    }
    for (const hostname of wanted) {
      this.#set(hostname, tenantId);
    }
  }

  /** Every hostname whose claimant changed, and its new claimant. */
  touched(): { hostname: string; tenantId: string | undefined }[] {
    return [...this.#touched].map((hostname) => ({ hostname, tenantId: this.#claimants.get(hostname) }));
  }

  #set(hostname: string, tenantId: string | undefined): void {
    this.#claimants.set(hostname, tenantId);
    this.#touched.add(hostname);
  }
}
