import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

export default defineConfig({
  test: {
    ...base.test,
    include: [
      "test/providers/schedules/**/*.test.ts",
      "test/engine/drift-agrees.test.ts",
      "test/engine/reconciler-killed.test.ts",
      "test/src/fleet/reconciler/license-uses/random-orders.test.ts",
      "test/src/fleet/reconciler/separate-programs.test.ts",
    ],
  },
});
