import { z } from "zod";
import { defineCommand } from "../define-command.ts";
import { OnceOptions, onceFlags, runOnce } from "./reconcile-once.ts";
import { watchRepository } from "./reconcile-watch.ts";
import { WatchOptions, watchFlags } from "./reconcile-watch-options.ts";

const modes = ["watch", "once"] as const;

/** Each mode has flags of its own, so what was given is judged by the mode it names. */
const Options = z.preprocess(
  (given) => ({ ...Object(given), mode: modes.find((mode) => Reflect.get(Object(given), mode) === true) }),
  z.discriminatedUnion("mode", [WatchOptions, OnceOptions], { error: "choose --watch or --once" }),
);

/** marketplane reconcile: brings the vendors to what is declared. */
export function reconcileCommand(env: NodeJS.ProcessEnv) {
  return defineCommand({
    name: "reconcile",
    description:
      "Brings the vendors to what a repository declares, or a control plane's tenants to what they should be",
    flags: { ...watchFlags, ...onceFlags },
    options: Options,
    handler: (options) =>
      options.mode === "watch" ? watchRepository(options, env) : runOnce(options, (name) => env[name]),
  });
}
