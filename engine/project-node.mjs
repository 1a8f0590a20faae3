import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Finds the Node that this project runs on: the one its platform package brought, else the Node that runs
 * this, if new enough. Yields `{ path }`, or `{ problem }` with the way out.
 */
export function findProjectNode(root, current = { path: process.execPath, version: process.versions.node }) {
  const required = readRequiredVersion(root);
  const platformPackage = `node-${process.platform}-${process.arch}`;
  const packaged = join(root, "node_modules", platformPackage, "bin", "node");
  if (existsSync(packaged) && (packaged === current.path || starts(packaged))) {
    return { path: packaged };
  }
  if (isAtLeast(current.version, required)) {
    return { path: current.path };
  }
  const cause = existsSync(packaged)
    ? `${platformPackage} is installed but does not start on this machine`
    : `no Node package for ${process.platform}-${process.arch} is installed`;
  return {
    problem: [
      `marketplane needs Node ${required} or newer; this is Node ${current.version}, and ${cause}.`,
      `Get Node 24 from https://nodejs.org/en/download, or with a version manager: nvm install 24, fnm install 24, mise use node@24.`,
      "On Linux (x64, arm64) npm installs it: run npm install --include=optional.",
    ].join("\n"),
  };
}

/** Compares two dotted versions number by number. */
export function isAtLeast(version, required) {
  const left = version.split(".").map(Number);
  const right = required.split(".").map(Number);
  for (let index = 0; index < right.length; index += 1) {
    const difference = (left[index] ?? 0) - right[index];
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}

function readRequiredVersion(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return /\d+(\.\d+)*/.exec(manifest.engines.node)[0];
}

// A glibc build on a musl system exists and is executable, but the loader reports "not found".
function starts(node) {
  try {
    execFileSync(node, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
