/** `npm run bench:validate`: the time of `marketplane validate` for 500 tenants, beside its target of one second. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./median.ts";

const tenants = 500;
const rounds = 7;
const targetSeconds = 1;
const cli = join(import.meta.dirname, "../src/cli/main.ts");

function writeFleet(folder: string): void {
  mkdirSync(join(folder, "tenants"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: fleet\nruntime: nodejs\n");
  writeFileSync(
    join(folder, "Pulumi.production.yaml"),
    `config:
  marketplane:zoneId: 5a4db0c0ffee00000000000000000001
  marketplane:fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  marketplane:cnameTarget: { hostname: customers.saasprovider.com }
  marketplane:plans: { basic: { pricingUid: ABCDEF1234567890 } }
`,
  );
  for (let number = 1; number <= tenants; number += 1) {
    writeFileSync(
      join(folder, `tenants/t${number}.yaml`),
      `id: t${number}
plan: basic
owner: { login: jane@customer${number}.example, nameFirst: Jane }
hostnames:
  - hostname: www.customer${number}.com
    ssl: { method: http }
  - hostname: shop.customer${number}.com
    metadata: { customer: c${number} }
`,
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), "marketplane-validate-"));
try {
  writeFleet(folder);
  const seconds = Array.from({ length: rounds }, () => {
    const started = performance.now();
    execFileSync(process.execPath, [cli, "validate"], { cwd: folder });
    return (performance.now() - started) / 1_000;
  });
  const figure = median(seconds);
  process.stdout.write(
    `validate, ${tenants} tenants, median of ${rounds}: ${figure.toFixed(2)} s (target: below ${targetSeconds} s)\n`,
  );
  process.exitCode = figure < targetSeconds ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
