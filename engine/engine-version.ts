import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Oldest engine that runs marketplane. Adoption requires `pulumi import` with stored outputs, which this
 * version introduced.
 */
export const oldestEngine = "3.254.0";

const semanticVersion = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]+)?$/;

/** Why an engine with this version cannot be used; undefined if it can. */
export function findVersionProblem(printed: string): string | undefined {
  const version = parseVersion(printed);
  if (version === undefined) {
    return "it prints no version, and the Automation API refuses such a build";
  }
  const [major] = version;
  const [oldestMajor] = parseVersion(oldestEngine) ?? [0];
  if (major > oldestMajor) {
    return `version ${printed} is a new major release, which marketplane does not know yet`;
  }
  if (compareVersions(printed, oldestEngine) < 0) {
    return `version ${printed} is older than ${oldestEngine}`;
  }
  return undefined;
}

/** Orders two versions by their numbers; an unreadable one comes first. */
export function compareVersions(left: string, right: string): number {
  const a = parseVersion(left) ?? [-1, 0, 0];
  const b = parseVersion(right) ?? [-1, 0, 0];
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The engine version that engine/pulumi/go.mod builds, and the oldest Go that builds it. */
export function readPinnedVersions(engineFolder: string): { engine: string; go: string } {
  const path = join(engineFolder, "pulumi", "go.mod");
  const text = readFileSync(path, "utf8");
  const engine = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(text)?.[1];
  const go = /^go (\S+)$/m.exec(text)?.[1];
  if (engine === undefined || go === undefined) {
    throw new Error(`${path} does not name an engine version and a Go version`);
  }
  return { engine, go };
}

function parseVersion(text: string): readonly [number, number, number] | undefined {
  const match = semanticVersion.exec(text.trim());
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}
