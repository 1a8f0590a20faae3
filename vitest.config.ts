import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: [
      "test/support/find-engine-once.ts",
      "test/support/find-languages-once.ts",
      "test/support/start-database-once.ts",
      "test/support/find-programs-once.ts",
    ],
    setupFiles: ["test/support/seed-properties.ts"],
    // Two at least: tests on the real engine spend half of their time waiting for it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    unstubEnvs: true,
    // A busy machine takes its time; what never comes still fails.
    expect: { poll: { timeout: 15_000 } },
  },
});
