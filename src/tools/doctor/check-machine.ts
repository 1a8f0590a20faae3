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
  const required = /(\d+)\.(\d+)/.exec(manifest.engines.node);
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [requiredMajor, requiredMinor] = [Number(required?.[1]), Number(required?.[2])];
  const isNewEnough = major > requiredMajor || (major === requiredMajor && minor >= requiredMinor);
  return isNewEnough
    ? ok("Node", version)
    : problem(
        "Node",
        `${version}, but ${manifest.engines.node} is required`,
        "Install it, or start marketplane with the npm scripts.",
      );
}

/** The Pulumi engine, which the reconciler drives. */
export async function checkEngine(env: NodeJS.ProcessEnv): Promise<Finding> {
  const search = await findEngine(env);
  return search.found
    ? ok("Pulumi engine", `${search.engine.version} in ${search.engine.bin}`)
    : problem(
        "Pulumi engine",
        search.reason,
        `Install it with \`${search.command}\`; nothing is reconciled without it.`,
      );
}

/** Free disk space for the database, at a folder or its nearest existing parent. */
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
      : problem(
          "disk",
          free,
          "Free at least 1 GiB: without disk space the database stops, and the control plane with it.",
        );
  } catch (error) {
    return note("disk", `cannot be measured: ${errorText(error)}`, "Make sure that at least 1 GiB is free.");
  }
}

/** Compares the clock with a server's: sign-ins from the marketplaces are valid for minutes only. */
export async function checkClock(url: string, nowMs: () => number): Promise<Finding> {
  const answer = await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  const date = Date.parse(answer?.headers.get("date") ?? "");
  if (Number.isNaN(date)) {
    return note(
      "clock",
      `cannot be compared: ${new URL(url).host} sends no date`,
      "Make sure that the machine uses NTP.",
    );
  }
  // The header has whole seconds.
  const seconds = Math.round((nowMs() - date) / 1000);
  return Math.abs(seconds) <= clockSecondsMax
    ? ok("clock", `within ${clockSecondsMax} s of ${new URL(url).host}`)
    : problem(
        "clock",
        `${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"}`,
        "Synchronize it with NTP: a wrong clock makes sign-ins fail.",
      );
}
