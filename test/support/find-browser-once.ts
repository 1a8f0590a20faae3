import { accessSync, constants } from "node:fs";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the browser's program; undefined where there is none. */
    browserPath: string | undefined;
  }
}

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const howToMend = "install Chromium (Debian: apt-get install chromium), or name its program in CHROMIUM_PATH";

/** Looks for a browser once per run; without one, CI fails here and any other run says at its end what it left out. */
export function setup(project: TestProject): (() => void) | undefined {
  const named = process.env.CHROMIUM_PATH;
  const path = (named === undefined ? places : [named]).find(isProgram);
  project.provide("browserPath", path);
  if (path !== undefined) return undefined;
  if (process.env.CI === "true") throw new Error(`No browser, and with CI=true that is a failure: ${howToMend}`);
  return () => {
    process.stderr.write(`\nTESTS THAT NEED A BROWSER WERE SKIPPED\n  get one: ${howToMend}\n\n`);
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
