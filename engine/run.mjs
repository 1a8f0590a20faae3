#!/usr/bin/env node
// Runs a script or tool of this project, also on a fresh clone:
// `node engine/run.mjs <script.ts|command> [args]`.
// It installs missing packages, then hands over to the project's own Node (docs/decisions/0001).
// Plain JavaScript without dependencies: it starts on any installed Node, 20 or newer.
import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./install-packages.mjs";
import { findProjectNode } from "./project-node.mjs";
import { exitLike, runChild } from "./run-child.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function say(line) {
  process.stderr.write(`marketplane: ${line}\n`);
}

function fail(message) {
  for (const line of message.split("\n")) {
    say(line);
  }
  process.exitCode = 1;
}

async function main([target, ...args]) {
  if (target === undefined) {
    return fail("usage: node engine/run.mjs <script.ts|command> [args]");
  }
  try {
    await installPackages(root, say);
  } catch (error) {
    fail(error.message);
    if (error.end?.signal) {
      exitLike(error.end);
    }
    return;
  }
  const node = findProjectNode(root);
  if (node.problem !== undefined) {
    return fail(node.problem);
  }

  const binaries = join(root, "node_modules", ".bin");
  // Pulumi's language host and dynamic provider start `node` from PATH: it has to be this one.
  const env = { ...process.env, PATH: [dirname(node.path), binaries, process.env.PATH ?? ""].join(delimiter) };
  const isScript = /\.[cm]?[jt]s$/.test(target);
  if (isScript && !existsSync(target)) {
    return fail(`there is no ${resolve(target)}`);
  }
  try {
    exitLike(isScript ? await runChild(node.path, [target, ...args], { env }) : await runChild(target, args, { env }));
  } catch (error) {
    if (error.code !== "ENOENT") {
      throw error;
    }
    fail(`${target}: command not found (looked in node_modules/.bin and on PATH)`);
  }
}

await main(process.argv.slice(2));
