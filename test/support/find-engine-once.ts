import type { TestProject } from "vitest/node";
import { type EngineSearch, findEngine } from "../../engine/find-engine.ts";

declare module "vitest" {
  export interface ProvidedContext {
    engineSearch: EngineSearch;
  }
}

/**
 * Looks for the engine once per run. Without one, CI fails here; any other run lists the skipped tests at its
 * end.
 */
export async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const search = await findEngine();
  project.provide("engineSearch", search);
  if (search.found) {
    return undefined;
  }
  if (process.env.CI === "true") {
    throw new Error(
      `No Pulumi engine, and with CI=true that is a failure: ${search.reason}. Get one: ${search.command}`,
    );
  }
  return () => {
    const lines = [
      "TESTS THAT NEED THE PULUMI ENGINE WERE SKIPPED",
      `  why: ${search.reason}`,
      `  get one: ${search.command}`,
    ];
    process.stderr.write(`\n${lines.join("\n")}\n\n`);
  };
}
