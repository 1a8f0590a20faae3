import { describe, inject, it } from "vitest";
import type { Engine } from "../../engine/find-engine.ts";

/**
 * A group of tests that need the real engine. Without one it is one skipped test that says why and how to get
 * it.
 */
export function describeWithEngine(name: string, define: () => void): void {
  const search = inject("engineSearch");
  if (search.found) {
    describe(name, define);
    return;
  }
  describe(name, () => {
    it(`needs the engine (${search.command})`, (context) => context.skip(search.reason));
  });
}

/** The engine of this run, for use inside describeWithEngine. */
export function engine(): Engine {
  const search = inject("engineSearch");
  if (!search.found) {
    throw new Error(`${search.reason}; get one: ${search.command}`);
  }
  return search.engine;
}
