import { z } from "zod";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { defineCommand, schemaOf } from "../kernel/define-command.ts";
import { onceOptions, runOnce } from "./reconcile/once.ts";
import { watchRepository } from "./reconcile/watch.ts";
import { WatchOptions, watchOptions } from "./reconcile/watch-options.ts";

const modes = ["watch", "once"] as const;
const WatchMode = WatchOptions.safeExtend({ mode: z.literal("watch") });
const OnceMode = schemaOf(onceOptions).extend({ mode: z.literal("once") });

/** Each mode has its own options, so the given options are checked by the mode that they name. */
const Modes = z.preprocess(
  (given) => ({ ...Object(given), mode: modes.find((mode) => Reflect.get(Object(given), mode) === true) }),
  z.discriminatedUnion("mode", [WatchMode, OnceMode], { error: "choose --watch or --once" }),
);

/** marketplane reconcile: applies the declared state at the vendors. */
export function reconcileCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "reconcile",
    description: "Apply what a repository declares, or the desired state of a control plane's tenants, at the vendors",
    example: "marketplane reconcile --once --json",
    exitCodes: {
      0: "every tenant is converged, or --watch stopped cleanly after a signal",
      1: "some tenants are not converged, or an error",
    },
    options: { ...onceOptions, ...watchOptions },
    rules: () => Modes,
    handler: (options) =>
      options.mode === "watch" ? watchRepository(options, environment) : runOnce(options, environment),
  });
}
