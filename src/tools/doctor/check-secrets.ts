import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { marketplaceSections } from "../../core/config/marketplaces/index.ts";
import { secretSettings } from "../../core/config/secrets-of.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Fewer than one in ten thousand random texts of 35 hexadecimal digits use fewer different digits. */
const kindsMin = 10;

/** Finds secrets that are long enough but not random, or used for two purposes. */
export function checkSecrets(config: ControlPlaneConfig): Finding[] {
  const secrets = secretSettings(config).flatMap(({ path, text: value }) => {
    const key = path.join(".");
    return isChecked(path) ? [{ key, value }] : [];
  });
  const poor = secrets.filter(({ value }) => new Set(value).size < kindsMin);
  const twins = secrets.filter(({ key, value }) => secrets.some((other) => other.value === value && other.key !== key));
  const findings: Finding[] = [];
  if (poor.length > 0) {
    findings.push(problem("secrets", `${keysOf(poor)}: not random`, "Make them with `openssl rand -hex 24`."));
  }
  if (twins.length > 0) {
    findings.push(problem("secrets", `${keysOf(twins)} are the same`, "Set a separate value for each."));
  }
  const { url } = config.database;
  if (url !== undefined && isSentInClear(url)) {
    const detail = "database.url connects to another machine without TLS";
    findings.push(note("secrets", detail, "Add sslmode=verify-full to it, unless the network is your own."));
  }
  return findings.length > 0 ? findings : [ok("secrets", `${secrets.length} secrets, all random and different`)];
}

/** The marketplaces' secrets, and the token of the metrics. */
function isChecked(path: readonly string[]): boolean {
  const [section = ""] = path;
  return Object.hasOwn(marketplaceSections, section) || path.join(".") === "metrics.token";
}

function keysOf(secrets: readonly { readonly key: string }[]): string {
  return secrets.map(({ key }) => key).join(", ");
}

function isSentInClear(url: string): boolean {
  const parsed = URL.parse(url);
  const isLocal = parsed === null || ["", "localhost", "127.0.0.1", "[::1]"].includes(parsed.hostname);
  const mode = parsed?.searchParams.get("sslmode");
  return !isLocal && (mode === null || mode === undefined || mode === "disable" || mode === "prefer");
}
