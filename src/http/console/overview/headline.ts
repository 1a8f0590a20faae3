import type { Straggler } from "../../../core/ledger/tenants.ts";
import type { Tone } from "../../ui/tone.ts";
import type { Fleet } from "./read-fleet.ts";
import type { Workers } from "./read-workers.ts";

/** The first message on the overview. */
export interface Headline {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string };
}

interface Situation {
  readonly viewer: { readonly now: Date };
  readonly fleet: Fleet;
  readonly workers: Workers;
  /** Longest waiting first. */
  readonly oldest: readonly Straggler[];
}

/** Work can be due for this long before a missing worker is reported. */
const patienceMs = 2 * 60_000;

/** The fleet's most severe problem, with a link to it. */
export function headlineOf({ viewer, fleet, workers, oldest }: Situation): Headline {
  const unconverged = { href: "/console/tenants?condition=unconverged", text: "View tenants" };
  const waitsMs = viewer.now.getTime() - (oldest[0]?.tenant.changedAt.getTime() ?? viewer.now.getTime());
  if (workers.dueShards > 0 && workers.active.length === 0 && waitsMs > patienceMs) {
    const text = "Shards are waiting. Start a worker with marketplane serve or marketplane worker.";
    return {
      tone: "bad",
      title: "No worker is running",
      text,
      link: { href: "/console/shards", text: "View shards" },
    };
  }
  if (fleet.failing > 0) {
    const title = `${tenants(fleet.failing)} failing`;
    return {
      tone: "bad",
      title,
      text: "Runs for them fail. They are retried at increasing intervals.",
      link: { href: "/console/tenants?condition=failing", text: "View tenants" },
    };
  }
  if (fleet.drift !== undefined && fleet.drift > 0) {
    const title = `${fleet.drift} open drift ${fleet.drift === 1 ? "finding" : "findings"}`;
    const link = { href: "/console/drift", text: "View findings" };
    return { tone: "warn", title, text: "Resources at a vendor differ from their declaration.", link };
  }
  const waiting = fleet.shares.reduce((count, share) => count + share.unconverged, 0);
  if (waiting > 0) {
    const text = "Nothing is failing. The latest changes are being applied at the vendors.";
    return { tone: "busy", title: `${tenants(waiting)} in progress`, text, link: unconverged };
  }
  if (fleet.shares.length === 0) {
    const text = "Tenants appear here when a marketplace sends an order or the API creates one.";
    return { tone: "quiet", title: "No tenants yet", text, link: { href: "/docs", text: "API reference" } };
  }
  return { tone: "good", title: "Everything converged", text: "The vendors match the desired state of every tenant." };
}

function tenants(count: number): string {
  return count === 1 ? "1 tenant" : `${count.toLocaleString("en")} tenants`;
}
