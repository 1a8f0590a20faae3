import { describe, inject, it } from "vitest";
import type { ProgramName } from "./find-programs-once.ts";

/**
 * A group of tests that runs a program of the machine, given its path. Without the program it is one skipped
 * test.
 */
export function describeWithProgram(program: ProgramName, name: string, define: (path: string) => void): void {
  const path = inject("programs")[program];
  if (path !== undefined) {
    describe(name, () => define(path));
  } else {
    describe(name, () => it(`needs ${program}`, (context) => context.skip()));
  }
}
