import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { withLock } from "./lock.mjs";
import { runChild } from "./run-child.mjs";

const dependencyKinds = ["dependencies", "devDependencies", "optionalDependencies"];

/**
 * Makes node_modules match package-lock.json. Does nothing if it already does, and waits if another run is
 * installing.
 */
export async function installPackages(root, say) {
  if (findPackagesProblem(root) === undefined) {
    return;
  }
  await withLock(
    join(root, ".marketplane", "install.lock"),
    async () => {
      const problem = findPackagesProblem(root);
      if (problem === undefined) {
        return;
      }
      assertManifestsAgree(root);
      say(`${problem}: installing what package-lock.json names (npm install --no-save)`);
      await runNpmInstall(root);
    },
    (owner) => say(`waiting for process ${owner.pid}, which is installing the packages`),
  );
}

/**
 * Says in a few words why node_modules is not what package-lock.json asks for; nothing when it is. It
 * compares with the record npm itself leaves in node_modules when an install is complete, so that an install
 * by hand counts too and an interrupted one does not.
 */
export function findPackagesProblem(root) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) {
    return "node_modules is missing or incomplete";
  }
  const wanted = readJson(join(root, "package-lock.json")).packages;
  const installed = readJson(record).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path.includes("node_modules/")) {
      if (!isInstalled(entry, installed[path])) {
        return "package-lock.json has changed";
      }
    } else if (!agreesWithManifest(root, path, entry)) {
      return `${join(path, "package.json")} has changed`;
    }
  }
  return undefined;
}

function isInstalled(wanted, found) {
  // npm leaves out optional packages that are for other platforms.
  if (found === undefined) {
    return wanted.optional === true || wanted.devOptional === true;
  }
  return found.version === wanted.version && found.link === wanted.link && found.integrity === wanted.integrity;
}

// npm install would resolve a mismatch silently by installing the newest matching version.
function assertManifestsAgree(root) {
  for (const [path, entry] of Object.entries(readJson(join(root, "package-lock.json")).packages)) {
    if (path.includes("node_modules/") || agreesWithManifest(root, path, entry)) {
      continue;
    }
    throw new Error(`${join(path, "package.json")} and package-lock.json disagree: run npm install, and commit both.`);
  }
}

function agreesWithManifest(root, path, entry) {
  const manifest = readJson(join(root, path, "package.json"));
  return dependencyKinds.every((kind) => isDeepStrictEqual({ ...manifest[kind] }, { ...entry[kind] }));
}

// Not npm ci: it demands an entry in the lock file for every platform that a package supports, and a registry
// that does not carry them all leaves some out. npm install takes the locked versions just the same;
// --no-save keeps it from writing.
async function runNpmInstall(root) {
  // loglevel: `npm run --silent` is inherited and would hide errors; notices about engines do not matter
  // until our Node is installed. include: NODE_ENV=production or omit=dev in a user's configuration would
  // omit packages that lint and tests need.
  const args = ["install", "--no-save", "--loglevel=error", "--include=dev", "--include=optional"];
  const npmScript = process.env.npm_execpath ?? "";
  const [command, ...prefix] = /npm-cli\.[cm]?js$/.test(npmScript)
    ? [process.env.npm_node_execpath ?? process.execPath, npmScript]
    : ["npm"];
  // Output goes to stderr: the caller's stdout may be read by a program (`eval "$(npm run --silent env)"`).
  const end = await runChild(command, [...prefix, ...args], { cwd: root, stdio: ["ignore", 2, 2] }).catch((error) => {
    if (error.code !== "ENOENT") {
      throw error;
    }
    throw new Error("npm was not found. It comes with Node: https://nodejs.org/en/download");
  });
  if (end.code === 0) {
    return;
  }
  const how = end.signal === null ? `exit code ${end.code}` : end.signal;
  const hint =
    end.signal === null
      ? " The lines above give the reason. npm needs a network connection and about 700 MB of disk space."
      : "";
  throw Object.assign(new Error(`npm install did not finish (${how}).${hint}`), { end });
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
