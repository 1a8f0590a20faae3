import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../../tools/simulate/check.ts";
import { clevercloudChecks } from "../../tools/simulate/clevercloud/checks.ts";
import { cloudflareAppChecks } from "../../tools/simulate/cloudflare-app/checks.ts";
import { fillMarkers } from "./fill-markers.ts";
import { type ReferencePage, referenceFolder } from "./reference-pages.ts";
import { toTable } from "./to-table.ts";

const name = "../simulate.md";

/** The page of `marketplane simulate`, with tables from the lists of checks. */
export function simulatePage(): ReferencePage {
  const present = readFileSync(join(referenceFolder, name), "utf8");
  const parts = {
    "clevercloud checks": checkTable(clevercloudChecks),
    "cloudflare-app checks": checkTable(cloudflareAppChecks),
  };
  return { name, present, expected: fillMarkers("simulate.md", present, parts) };
}

function checkTable<Market>(checks: readonly Check<Market>[]): string {
  const rows = checks.map(({ id, guarantee, standsFor, source, severity }) => [
    `\`${id}\``,
    severity === "must" ? guarantee : `${guarantee} (a failure is only a warning)`,
    standsFor,
    source,
  ]);
  return toTable(["check", "passes when", "reason", "source"], rows);
}
