import type { Clock } from "@marketplane/providers/http/clock.ts";
import { vendorNamed } from "@marketplane/providers/vendors.ts";
import type { Finding } from "../../core/model/drift-report.ts";
import { forEachAtOnce } from "./at-once.ts";
import { compareResource, type ResolvedResource } from "./compare-resource.ts";
import type { OnProgress } from "./progress.ts";
import { accountsOf, type Observation, observeUnmanaged } from "./scan-vendors.ts";
import { type Connection, VendorConnections } from "./vendor-connections.ts";

interface ConfirmOptions {
  /** All objects of the stacks. */
  readonly owned: readonly ResolvedResource[];
  readonly waitMs: number;
  readonly clock: Clock;
  readonly onProgress: OnProgress;
}

type Findings = readonly Finding[];

const checksAtOnce = 16;

/**
 * Checks each finding a second time, later, and checks nothing else. A resource that matches its declaration
 * by then was still changing, so it is no drift. A finding that remains is reported with its current values.
 * If the second check fails, the first result is kept.
 */
export async function confirmFindings(
  observations: readonly Observation[],
  options: ConfirmOptions,
): Promise<Observation[]> {
  const unconfirmed = observations.filter(({ finding }) => finding.kind !== "unverifiable");
  if (unconfirmed.length === 0) {
    return [...observations];
  }
  await options.clock.sleep(options.waitMs);
  const checks = checksFor(unconfirmed, options);
  const again = new Map<string, Finding>();
  let done = 0;
  await forEachAtOnce([...checks], checksAtOnce, async ([before, check]) => {
    for (const finding of await check().catch(() => before)) {
      again.set(finding.fingerprint, finding);
    }
    done += 1;
    options.onProgress({ step: "confirming findings", done, total: checks.size });
  });
  return observations.flatMap((observation) => {
    const { finding } = observation;
    const now = finding.kind === "unverifiable" ? finding : again.get(finding.fingerprint);
    return now ? [{ ...observation, finding: now }] : [];
  });
}

/** Returns the checks to repeat, each with its earlier findings. */
function checksFor(
  unconfirmed: readonly Observation[],
  options: ConfirmOptions,
): Map<Findings, () => Promise<Findings>> {
  // New connections, so that no listing cached by the first check is used.
  const connections = new VendorConnections(options.clock);
  const reopen = ({ kind, settings }: ResolvedResource) => connections.open(kind.vendor, settings);
  const accounts = accountsOf(options.owned);
  const checks = new Map<Findings, () => Promise<Findings>>();
  for (const [resolved, group] of Map.groupBy(unconfirmed, ({ resolved: of }) => of)) {
    const [unmanaged, own] = [true, false].map((is) =>
      group.filter(({ finding: { kind } }) => (kind === "unmanaged") === is),
    );
    checks.set(toFindings(own), () =>
      compareResource({ ...resolved, connection: resolved.connection && reopen(resolved) }),
    );
    if (unmanaged && unmanaged.length > 0) {
      const all = (resolved.connection && accounts.get(resolved.connection)) ?? [];
      checks.set(toFindings(unmanaged), () => recheckUnmanaged(toFindings(unmanaged), reopen(resolved), all));
    }
  }
  return checks;
}

function toFindings(observations: readonly Observation[] = []): Findings {
  return observations.map(({ finding }) => finding);
}

/**
 * If the vendor's listing is slow, reads the objects individually; other vendors list all of them in a few
 * calls.
 */
async function recheckUnmanaged(
  before: Findings,
  connection: Connection,
  all: readonly ResolvedResource[],
): Promise<Findings> {
  if (!vendorNamed(connection.vendor).isListedSlowly) {
    return toFindings(await observeUnmanaged(connection, all));
  }
  const found: Finding[] = [];
  await forEachAtOnce(before, checksAtOnce, async (finding) => {
    if (await connection.observe(finding.type, finding.id, {})) {
      found.push(finding);
    }
  });
  return found;
}
