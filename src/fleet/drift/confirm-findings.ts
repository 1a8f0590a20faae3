import type { Clock } from "@marketplane/providers/http/clock.ts";
import { vendorNamed } from "@marketplane/providers/vendors.ts";
import type { Finding } from "../../core/model/drift-report.ts";
import { forEachAtOnce } from "./at-once.ts";
import { compareResource, type ResolvedResource } from "./compare-resource.ts";
import type { OnProgress } from "./progress.ts";
import { accountsOf, type Observation, observeUnmanaged } from "./scan-vendors.ts";
import { type Connection, VendorConnections } from "./vendor-connections.ts";

interface ConfirmOptions {
  /** Everything that is the stacks'. */
  readonly owned: readonly ResolvedResource[];
  readonly waitMs: number;
  readonly clock: Clock;
  readonly onProgress: OnProgress;
}

type Findings = readonly Finding[];

const looksAtOnce = 16;

/**
 * Checks each finding a second time, later, and checks nothing else. A resource that matches its declaration
 * by then was still changing, so it is no drift. A finding that remains is reported with its current values.
 * If the second check fails, the first result is kept.
 */
export async function confirmFindings(
  observations: readonly Observation[],
  options: ConfirmOptions,
): Promise<Observation[]> {
  const doubtful = observations.filter(({ finding }) => finding.kind !== "unverifiable");
  if (doubtful.length === 0) {
    return [...observations];
  }
  await options.clock.sleep(options.waitMs);
  const looks = looksAt(doubtful, options);
  const again = new Map<string, Finding>();
  let done = 0;
  await forEachAtOnce([...looks], looksAtOnce, async ([before, look]) => {
    for (const finding of await look().catch(() => before)) {
      again.set(finding.fingerprint, finding);
    }
    done += 1;
    options.onProgress({ step: "confirming findings", done, total: looks.size });
  });
  return observations.flatMap((observation) => {
    const { finding } = observation;
    const now = finding.kind === "unverifiable" ? finding : again.get(finding.fingerprint);
    return now ? [{ ...observation, finding: now }] : [];
  });
}

/** For each look that has to be taken again: what it found before, and how it is taken. */
function looksAt(doubtful: readonly Observation[], options: ConfirmOptions): Map<Findings, () => Promise<Findings>> {
  // What the first look listed must not answer the second one.
  const connections = new VendorConnections(options.clock);
  const reopen = ({ kind, settings }: ResolvedResource) => connections.open(kind.vendor, settings);
  const accounts = accountsOf(options.owned);
  const looks = new Map<Findings, () => Promise<Findings>>();
  for (const [resolved, group] of Map.groupBy(doubtful, ({ resolved: of }) => of)) {
    const [unmanaged, own] = [true, false].map((is) =>
      group.filter(({ finding: { kind } }) => (kind === "unmanaged") === is),
    );
    looks.set(toFindings(own), () =>
      compareResource({ ...resolved, connection: resolved.connection && reopen(resolved) }),
    );
    if (unmanaged && unmanaged.length > 0) {
      const all = (resolved.connection && accounts.get(resolved.connection)) ?? [];
      looks.set(toFindings(unmanaged), () => findAgain(toFindings(unmanaged), reopen(resolved), all));
    }
  }
  return looks;
}

function toFindings(observations: readonly Observation[] = []): Findings {
  return observations.map(({ finding }) => finding);
}

/** Where a listing is slow, the objects are asked for one by one; other vendors list all of theirs in a few calls. */
async function findAgain(
  before: Findings,
  connection: Connection,
  all: readonly ResolvedResource[],
): Promise<Findings> {
  if (!vendorNamed(connection.vendor).isListedSlowly) {
    return toFindings(await observeUnmanaged(connection, all));
  }
  const found: Finding[] = [];
  await forEachAtOnce(before, looksAtOnce, async (finding) => {
    if (await connection.observe(finding.type, finding.id, {})) {
      found.push(finding);
    }
  });
  return found;
}
