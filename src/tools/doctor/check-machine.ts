import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errorText } from "@marketplane/providers/error-text.ts";
import { findEngine } from "../../../engine/find-engine.ts";
import manifest from "../../../package.json" with { type: "json" };
import { type Finding, note, ok, problem } from "./finding.ts";

const freeBytesMin = 2 ** 30;
const gibibyte = 2 ** 30;
const clockSecondsMax = 5;

/** Node's version against package.json's `engines`. */
export function checkNode(version: string): Finding {
  const wanted = /(\d+)\.(\d+)/.exec(manifest.engines.node);
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [wantedMajor, wantedMinor] = [Number(wanted?.[1]), Number(wanted?.[2])];
  const isNewEnough = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  return isNewEnough
    ? ok("Node", version)
    : problem("Node", `${version}, and ${manifest.engines.node} is needed`, "Install it, or start by the npm scripts.");
}

/** The Pulumi engine, which the reconciler drives. */
export async function checkEngine(env: NodeJS.ProcessEnv): Promise<Finding> {
  const search = await findEngine(env);
  return search.found
    ? ok("Pulumi engine", `${search.engine.version} in ${search.engine.bin}`)
    : problem("Pulumi engine", search.reason, `Get it with \`${search.command}\`; without it nothing is reconciled.`);
}

/** Room for the database, on the disk of a folder or of its nearest parent that exists. */
export async function checkDisk(folder: string): Promise<Finding> {
  let path = resolve(folder);
  while (!existsSync(path)) {
    path = dirname(path);
  }
  try {
    const { bavail, bsize } = await statfs(path);
    const free = `${((bavail * bsize) / gibibyte).toFixed(1)} GiB free at ${path}`;
    return bavail * bsize >= freeBytesMin
      ? ok("disk", free)
      : problem("disk", free, "Make room: a database without any stops, and the control plane with it.");
  } catch (error) {
    return note("disk", `cannot be measured: ${errorText(error)}`, "See that at least 1 GiB is free.");
  }
}

/** The machine's clock against a server's: sign-ins from the marketplaces are good for minutes only. */
export async function checkClock(url: string, nowMs: () => number): Promise<Finding> {
  const answer = await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  const date = Date.parse(answer?.headers.get("date") ?? "");
  if (Number.isNaN(date)) {
    return note("clock", `cannot be compared: ${new URL(url).host} tells no time`, "See that the machine uses NTP.");
  }
  // The header has whole seconds.
  const seconds = Math.round((nowMs() - date) / 1000);
  return Math.abs(seconds) <= clockSecondsMax
    ? ok("clock", `within ${clockSecondsMax} s of ${new URL(url).host}`)
    : problem(
        "clock",
        `${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"}`,
        "Set it by NTP: sign-ins fail by it.",
      );
}
