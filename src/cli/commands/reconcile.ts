import { z } from "zod";
import { defineCommand } from "../define-command.ts";
import { watchRepository } from "./reconcile-watch.ts";
import { WatchOptions, watchFlags } from "./reconcile-watch-options.ts";

/** Each mode has flags of its own, so what was given is judged by the mode it names. */
const Options = z.preprocess(
  (given) => ({ ...Object(given), mode: Reflect.get(Object(given), "watch") === true ? "watch" : undefined }),
  z.discriminatedUnion("mode", [WatchOptions], { error: "must be chosen: --watch" }),
);

/** marketplane reconcile: brings the vendors to what is declared. */
export function reconcileCommand(env: NodeJS.ProcessEnv) {
  return defineCommand({
    name: "reconcile",
    description: "Brings the vendors to what a repository declares",
    flags: { ...watchFlags },
    options: Options,
    handler: (options) => watchRepository(options, env),
  });
}
