import type { Tone } from "../../ui/tone.ts";
import type { Straggler } from "./read-attention.ts";
import type { Fleet } from "./read-fleet.ts";
import type { Workers } from "./read-workers.ts";

/** What an operator reads first. */
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
  /** The tenant that waits longest comes first. */
  readonly oldest: readonly Straggler[];
}

/** As long as this, what is due may wait for a worker that is about to take it up. */
const patienceMs = 2 * 60_000;

/** The worst thing that is true of the fleet, and where to go with it. */
export function headlineOf({ viewer, fleet, workers, oldest }: Situation): Headline {
  const unconverged = { href: "/console/tenants?condition=unconverged", text: "See which." };
  const waitsMs = viewer.now.getTime() - (oldest[0]?.tenant.changedAt.getTime() ?? viewer.now.getTime());
  if (workers.dueShards > 0 && workers.atWork.length === 0 && waitsMs > patienceMs) {
    const text = "There is work and no worker takes it up: see that marketplane serve or marketplane worker runs.";
    return {
      tone: "bad",
      title: "Nobody is at work",
      text,
      link: { href: "/console/shards", text: "See the shards." },
    };
  }
  if (fleet.failing > 0) {
    const title = `${tenants(fleet.failing)} cannot be brought to what is wanted`;
    return {
      tone: "bad",
      title,
      text: "They are tried again at longer and longer intervals.",
      link: { href: "/console/tenants?condition=failing", text: "See which." },
    };
  }
  if (fleet.drift !== undefined && fleet.drift > 0) {
    const title = `${fleet.drift} ${fleet.drift === 1 ? "finding" : "findings"} of drift`;
    const link = { href: "/console/drift", text: "See the findings." };
    return { tone: "warn", title, text: "Somebody changed at a vendor what is declared here.", link };
  }
  const waiting = fleet.shares.reduce((count, share) => count + share.unconverged, 0);
  if (waiting > 0) {
    const text = "Nothing fails; what was changed last is being brought to the vendors.";
    return { tone: "busy", title: `${tenants(waiting)} on the way`, text, link: unconverged };
  }
  if (fleet.shares.length === 0) {
    const text = "As soon as a marketplace sends an order, or the API makes a tenant, it is here.";
    return { tone: "quiet", title: "No tenant yet", text, link: { href: "/docs", text: "Read the API." } };
  }
  return { tone: "good", title: "Everything is as wanted", text: "The vendors have what every tenant is to have." };
}

function tenants(count: number): string {
  return count === 1 ? "1 tenant" : `${count.toLocaleString("en")} tenants`;
}
