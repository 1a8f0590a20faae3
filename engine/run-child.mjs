import { spawn } from "node:child_process";

const relayed = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
// One Ctrl-C arrives here more than once: from the terminal, and again from npm, which forwards it. A second, wanted
// Ctrl-C comes later than this.
const sameKeyPressMs = 500;

/**
 * Runs a command to its end, whatever signals arrive meanwhile: each is given to the child once, and the child may clean up.
 * Yields `{ code, signal }`; rejects when the command cannot be started.
 */
export function runChild(command, args, { env = process.env, cwd = process.cwd(), stdio = "inherit" } = {}) {
  return new Promise((resolve, reject) => {
    // A process group of its own, or else a terminal's Ctrl-C would reach the child (and its children) by itself as well
    // as through the relay. pulumi, for one, takes a second SIGINT as the order to stop without saving.
    const child = spawn(command, args, { env, cwd, stdio, detached: process.platform !== "win32" });
    const last = new Map();
    function relay(signal) {
      const now = Date.now();
      if (now - (last.get(signal) ?? 0) < sameKeyPressMs) {
        return;
      }
      last.set(signal, now);
      child.kill(signal);
    }
    for (const signal of relayed) {
      process.on(signal, relay);
    }
    function settle(finish) {
      for (const signal of relayed) {
        process.off(signal, relay);
      }
      finish();
    }
    child.on("error", (error) => settle(() => reject(error)));
    child.on("close", (code, signal) => settle(() => resolve({ code, signal })));
  });
}

/** Ends this process as the child ended: with its exit code, or by the signal that killed it. */
export function exitLike({ code, signal }) {
  if (signal !== null) {
    process.kill(process.pid, signal);
  }
  process.exitCode = code ?? 1;
}
