/** Which tenant a user's one license comes from. */
export interface UseHolder {
  readonly tenantId: string;
  /** Whether a run of the tenant was given the use: from then on the user may be using that license. */
  readonly isGranted: boolean;
}

interface Uses {
  /** The users to decide about. */
  readonly logins: Iterable<string>;
  /** Tenants that are to have the user use one of their licenses, the earliest first. */
  claimantsOf(login: string): readonly string[];
  readonly holders: ReadonlyMap<string, UseHolder>;
  /** Tenants whose run is about to begin. */
  readonly beginning?: ReadonlySet<string>;
  /** Tenants whose run has done all that it was to do, and the users that it was given. */
  readonly finished?: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface UseDecision {
  /** The holders that change; undefined where there is none any more. */
  readonly changes: ReadonlyMap<string, UseHolder | undefined>;
  /** Tenants that must run: to let go of a user, or to be given one. */
  readonly due: ReadonlySet<string>;
}

/**
 * Decides which tenant each user's one license comes from. The earliest claimant is to have the user, but no
 * tenant is given one that another may still have: the holder runs first and lets go. So a run never meets
 * another tenant's use.
 */
export function decideUses({ logins, claimantsOf, holders, beginning, finished }: Uses): UseDecision {
  const changes = new Map<string, UseHolder | undefined>();
  const due = new Set<string>();
  for (const login of logins) {
    const [first] = claimantsOf(login);
    const holder = holders.get(login);
    const hasLetGo = holder !== undefined && finished?.get(holder.tenantId)?.has(login) === false;
    const isBeginning = first !== undefined && beginning?.has(first) === true;
    if (holder !== undefined && !hasLetGo && holder.tenantId !== first) {
      due.add(holder.tenantId);
    } else if (first === undefined) {
      if (holder !== undefined) {
        changes.set(login, undefined);
      }
    } else if (isBeginning || holder === undefined || hasLetGo) {
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
