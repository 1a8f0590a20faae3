import { spawn } from "node:child_process";

const relayed = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
// One Ctrl-C arrives here more than once: from the terminal, and again from npm, which forwards it. A second,
// wanted Ctrl-C comes later than this.
const sameKeyPressMs = 500;

/**
 * Runs a command until it exits. Each signal received meanwhile is relayed to the child once, so that it can
 * clean up. Returns `{ code, signal }`; rejects if the command cannot be started.
 */
export function runChild(command, args, { env = process.env, cwd = process.cwd(), stdio = "inherit" } = {}) {
  return new Promise((resolve, reject) => {
    // The child gets its own process group. Otherwise a terminal's Ctrl-C would reach the child (and its
    // children) twice: directly and through the relay. pulumi, for example, stops without saving on a second
    // SIGINT.
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
