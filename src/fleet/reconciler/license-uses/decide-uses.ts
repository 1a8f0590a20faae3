/** Which tenant a user's one license comes from. */
export interface UseHolder {
  readonly tenantId: string;
  /** Whether a run of the tenant was granted the use. From then on, the user may be using that license. */
  readonly isGranted: boolean;
}

interface Uses {
  /** The users to decide about. */
  readonly logins: Iterable<string>;
  /** Tenants that declare the user as a user of one of their licenses, the earliest first. */
  claimantsOf(login: string): readonly string[];
  readonly holders: ReadonlyMap<string, UseHolder>;
  /** Tenants whose run is about to begin. */
  readonly beginning?: ReadonlySet<string>;
  /** Tenants whose run has converged, with the users that it was granted. */
  readonly finished?: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface UseDecision {
  /** The holders that change; undefined for a user without a holder from now on. */
  readonly changes: ReadonlyMap<string, UseHolder | undefined>;
  /** Tenants that must run, to release a user or to be granted one. */
  readonly due: ReadonlySet<string>;
}

/**
 * Decides which tenant's license each user uses. The earliest claimant wins, but a use that another tenant
 * may still hold is not granted: the holder runs first and releases it. So no run ever conflicts with another
 * tenant's use.
 */
export function decideUses({ logins, claimantsOf, holders, beginning, finished }: Uses): UseDecision {
  const changes = new Map<string, UseHolder | undefined>();
  const due = new Set<string>();
  for (const login of logins) {
    const [first] = claimantsOf(login);
    const holder = holders.get(login);
    const hasReleased = holder !== undefined && finished?.get(holder.tenantId)?.has(login) === false;
    const isBeginning = first !== undefined && beginning?.has(first) === true;
    if (holder !== undefined && !hasReleased && holder.tenantId !== first) {
      due.add(holder.tenantId);
    } else if (first === undefined) {
      if (holder !== undefined) {
        changes.set(login, undefined);
      }
    } else if (isBeginning || holder === undefined || hasReleased) {
      changes.set(login, { tenantId: first, isGranted: isBeginning });
      if (!isBeginning) {
        due.add(first);
      }
    } else if (!holder.isGranted) {
      due.add(first);
    }
  }
  return { changes, due };
}
