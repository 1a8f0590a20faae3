/** The name that customers point their hostnames to. */
interface CnameTarget {
  readonly hostname: string;
  /** Every tenant has a target of its own below the hostname. */
  readonly wildcard: boolean;
}

/** The CNAME target of one tenant's customers. */
export function cnameTargetOf({ hostname, wildcard }: CnameTarget, tenantId: string): string {
  return wildcard ? `${tenantId}.${hostname}` : hostname;
}
