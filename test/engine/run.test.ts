import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { findPackagesProblem } from "../../engine/install-packages.mjs";
import { findProjectNode, isAtLeast } from "../../engine/project-node.mjs";
import { temporaryFolder } from "../support/temporary-folder.ts";

const engineFolder = join(import.meta.dirname, "..", "..", "engine");
const manifest = { name: "sample", dependencies: { left: "1.0.0" }, engines: { node: ">=20" } };
const lock = {
  packages: {
    "": { name: "sample", dependencies: { left: "1.0.0" } },
    "node_modules/left": { version: "1.0.0", integrity: "sha512-left" },
    "node_modules/for-other-platform": { version: "1.0.0", optional: true },
  },
};
const record = { packages: { "node_modules/left": lock.packages["node_modules/left"] } };
// A fake npm install with the effects that run.mjs observes: it takes a while, and writes its record at the
// end.
const fakeNpm = `
const fs = require("node:fs");
fs.appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
if (process.env.FAIL) process.exit(7);
setTimeout(() => {
  fs.mkdirSync("node_modules", { recursive: true });
  fs.writeFileSync("node_modules/.package-lock.json", ${JSON.stringify(JSON.stringify(record))});
}, 300);
`;

async function sampleProject(): Promise<string> {
  const root = await temporaryFolder();
  await cp(engineFolder, join(root, "engine"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
  await writeFile(join(root, "package.json"), JSON.stringify(manifest));
  await writeFile(join(root, "package-lock.json"), JSON.stringify(lock));
  await writeFile(join(root, "npm-cli.js"), fakeNpm);
  return root;
}

async function writeRecord(root: string, content: unknown = record): Promise<void> {
  await mkdir(join(root, "node_modules"), { recursive: true });
  await writeFile(join(root, "node_modules", ".package-lock.json"), JSON.stringify(content));
}

interface Run {
  readonly child: ChildProcess;
  readonly stdout: Promise<string>;
  readonly stderr: Promise<string>;
  readonly end: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

function run(root: string, args: readonly string[], variables: Record<string, string> = {}): Run {
  const env = {
    ...process.env,
    npm_execpath: join(root, "npm-cli.js"),
    npm_node_execpath: process.execPath,
    ...variables,
  };
  const child = spawn(process.execPath, ["engine/run.mjs", ...args], { cwd: root, env, detached: true });
  return {
    child,
    stdout: text(child.stdout),
    stderr: text(child.stderr),
    end: new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal }))),
  };
}

describe("run.mjs", () => {
  it("installs a fresh clone's packages, reports it only on stderr, and runs the script with its arguments", async () => {
    const root = await sampleProject();
    await writeFile(join(root, "script.js"), "console.log(process.argv.slice(2).join(' ')); process.exit(5);");
    const fresh = run(root, ["script.js", "a b", "--c"]);
    expect(await fresh.end).toEqual({ code: 5, signal: null });
    expect(await fresh.stdout).toBe("a b --c\n");
    expect(await fresh.stderr).toBe(
      "marketplane: node_modules is missing or incomplete: installing what package-lock.json names (npm install --no-save)\n",
    );
    const again = run(root, ["script.js"]);
    expect(await again.end).toEqual({ code: 5, signal: null });
    expect(await again.stderr).toBe("");
  });

  it("installs once if two processes run at the same time", async () => {
    const root = await sampleProject();
    const runs = [run(root, ["node", "--version"]), run(root, ["node", "--version"])];
    expect(await Promise.all(runs.map(({ end }) => end))).toEqual(Array(2).fill({ code: 0, signal: null }));
    expect((await readFile(join(root, "npm-calls"), "utf8")).trim().split("\n")).toHaveLength(1);
  });

  it("reports that npm failed and runs nothing", async () => {
    const root = await sampleProject();
    const { end, stdout, stderr } = run(root, ["node", "--version"], { FAIL: "1" });
    expect(await end).toEqual({ code: 1, signal: null });
    expect(await stderr).toContain("npm install did not finish (exit code 7)");
    expect(await stdout).toBe("");
  });

  it("installs nothing if package.json and the lock file disagree", async () => {
    const root = await sampleProject();
    await writeFile(join(root, "package.json"), JSON.stringify({ ...manifest, dependencies: { left: "2.0.0" } }));
    const { stderr } = run(root, ["node", "--version"]);
    expect(await stderr).toContain("package.json and package-lock.json disagree: run npm install, and commit both.");
    await expect(readFile(join(root, "npm-calls"))).rejects.toThrow("ENOENT");
  });

  it("gives a script's child processes the project's tools and the same Node", async () => {
    const root = await sampleProject();
    await writeRecord(root);
    const { stdout } = run(root, ["sh", "-c", "command -v node; echo $PATH"]);
    const [node, path] = (await stdout).split("\n");
    expect(node).toBe(process.execPath);
    expect(path?.split(":").at(1)).toBe(join(root, "node_modules", ".bin"));
  });

  it("names a command or a script that does not exist", async () => {
    const root = await sampleProject();
    await writeRecord(root);
    expect(await run(root, ["no-such-tool"]).stderr).toContain("no-such-tool: command not found");
    expect(await run(root, ["missing.ts"]).stderr).toContain("there is no ");
  });

  it("forwards SIGINT to the child once, even if it arrives repeatedly, and waits until the child has cleaned up", async () => {
    const root = await sampleProject();
    await writeRecord(root);
    const script = `let count = 0;
      process.on("SIGINT", () => { count += 1; setTimeout(() => { console.log("cleaned up after", count); process.exit(3); }, 300); });
      setInterval(() => {}, 1000); console.log("ready");`;
    await writeFile(join(root, "script.js"), script);
    const { child, stdout, end } = run(root, ["script.js"]);
    const pid = child.pid ?? 0;
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    // A terminal signals the whole group, and npm forwards the same signal once more.
    process.kill(-pid, "SIGINT");
    await sleep(30);
    process.kill(pid, "SIGINT");
    expect(await end).toEqual({ code: 3, signal: null });
    expect(await stdout).toBe("ready\ncleaned up after 1\n");
  });

  it("exits by the signal that ended the child", async () => {
    const root = await sampleProject();
    await writeRecord(root);
    expect(await run(root, ["sh", "-c", "kill -TERM $$"]).end).toEqual({ code: null, signal: "SIGTERM" });
  });
});

describe("findPackagesProblem", () => {
  it("accepts what npm recorded, without the packages for other platforms", async () => {
    const root = await sampleProject();
    await writeRecord(root);
    expect(findPackagesProblem(root)).toBeUndefined();
  });

  it.each([
    ["another version", { "node_modules/left": { version: "1.0.1", integrity: "sha512-left" } }],
    ["other bytes", { "node_modules/left": { version: "1.0.0", integrity: "sha512-other" } }],
    ["a missing package", {}],
  ])("reports %s", async (_, packages) => {
    const root = await sampleProject();
    await writeRecord(root, { packages });
    expect(findPackagesProblem(root)).toBe("package-lock.json has changed");
  });

  it("reports a package.json that the lock file does not match", async () => {
    const root = await sampleProject();
    await writeRecord(root);
    await writeFile(join(root, "package.json"), JSON.stringify({ ...manifest, dependencies: { left: "2.0.0" } }));
    expect(findPackagesProblem(root)).toBe("package.json has changed");
  });
});

describe("findProjectNode", () => {
  it("uses the Node that runs it if no package provides one", async () => {
    const root = await sampleProject();
    expect(findProjectNode(root, { path: "/some/node", version: "24.15.0" })).toEqual({ path: "/some/node" });
  });

  it("names the required Node and how to install it", async () => {
    const root = await sampleProject();
    const { problem } = findProjectNode(root, { path: "/some/node", version: "18.1.0" });
    expect(problem).toMatch(/needs Node 20 or newer; this is Node 18\.1\.0[\s\S]*nvm install 24/);
  });

  it.each([
    ["24.15.0", "24.15", true],
    ["24.9.0", "24.15", false],
    ["26.0.0", "24.15", true],
    ["24", "24.15", false],
  ])("%s is at least %s: %s", (version, required, expected) => {
    expect(isAtLeast(version, required)).toBe(expected);
  });
});
