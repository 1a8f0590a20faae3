import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createDatabase, hasDatabase } from "../support/database.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** The instructions of each stage, in order. */
const stages = read("deploy/Dockerfile")
  .replaceAll(/^\s*#.*\n/gm, "")
  .replaceAll(/\\\n\s*/g, "")
  .split(/^(?=FROM )/m)
  .map((stage) => stage.split("\n").flatMap((line) => toInstruction(line)))
  .filter((stage) => stage.length > 0);
const last = stages.at(-1) ?? [];

function toInstruction(line: string): Instruction[] {
  const match = /^([A-Z]+)\s+(.*)$/.exec(line);
  return match ? [{ name: match[1] ?? "", value: match[2] ?? "" }] : [];
}

const values = (stage: readonly Instruction[], name: string) =>
  stage.filter((instruction) => instruction.name === name).map(({ value }) => value);
const command = (name: string): string[] => z.array(z.string()).parse(JSON.parse(values(last, name)[0] ?? "[]"));
/** The paths that a stage copies from the checkout. */
const copied = (stage: readonly Instruction[]) =>
  values(stage, "COPY")
    .filter((value) => !value.startsWith("--from"))
    .flatMap((value) => value.split(/\s+/).slice(0, -1));

describe("the image", () => {
  test("is built from pinned versions that are new enough for the project", () => {
    const images = stages.flatMap((stage) => values(stage, "FROM")).map((value) => value.split(" ")[0] ?? "");
    expect(images).toHaveLength(3);
    for (const image of images) {
      expect(image).toMatch(/^node:24\.\d+\.\d+-/);
    }
    const [, required = ""] = /"node": ">=([\d.]+)"/.exec(read("package.json")) ?? [];
    expect(images[0]).toContain(`node:${required}`);
    const [, go = ""] = /^go (\S+)$/m.exec(read("engine/pulumi/go.mod")) ?? [];
    expect(read("deploy/Dockerfile")).toContain(`golang:${go}-`);
  });

  test("copies only existing files that its ignore file allows", () => {
    const kept = read("deploy/Dockerfile.dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const sources = stages.flatMap(copied);
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    expect(
      sources.filter((source) => !kept.some((entry) => source === entry || source.startsWith(`${entry}/`))),
    ).toEqual([]);
  });

  test("runs without privileges, answers Docker's health checks, and stores its data in a volume", () => {
    const names = last.map(({ name }) => name);
    expect(values(last, "USER")).toEqual(["node"]);
    expect(names.indexOf("USER")).toBeLessThan(names.indexOf("ENTRYPOINT"));
    expect([values(last, "WORKDIR").at(-1), values(last, "VOLUME")]).toEqual(["/data", ["/data"]]);
    expect(values(last, "HEALTHCHECK")[0]).toContain("/healthz");
  });
});

describe.skipIf(!hasDatabase)("the files of the image", () => {
  test("are sufficient to run the control plane by the image's own command, and its health check detects when it is gone", async () => {
    const folder = await temporaryFolder();
    const app = join(folder, "app");
    for (const source of copied(last)) {
      await cp(join(root, source), join(app, source), { recursive: true });
    }
    await linkPackages(app);
    const config = join(folder, "marketplane.yaml");
    await cp(join(root, "examples/control-plane/marketplane.yaml"), config);
    const text = await readFile(config, "utf8");
    await writeFile(config, text.replace("folder: .marketplane/database", `url: "\${DATABASE_URL}"`));
    const [, main = ""] = command("ENTRYPOINT");
    const options = command("CMD").map((option) => (option === "/etc/marketplane/marketplane.yaml" ? config : option));
    const port = options.indexOf("8080");
    const child = spawn(process.execPath, [main.replace("/app", app), ...options.with(port, "0")], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
      env: { DATABASE_URL: await createDatabase(), ...secrets() },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(String(line)));
    expect(await isHealthy(url)).toBe(true);
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(0);
    expect(await isHealthy(url)).toBe(false);
  });
});

function secrets(): Record<string, string> {
  const names = ["CLEVERCLOUD_PROVIDER_PASSWORD", "CLEVERCLOUD_SSO_SALT", "CLOUDFLARE_APP_PASSWORD"];
  return Object.fromEntries(
    names.map((name, index) => [name, `${index}123456789abcdef0123456789abcdef0123456789abcdef`]),
  );
}

async function linkPackages(app: string): Promise<void> {
  const packages = join(app, "node_modules");
  await mkdir(join(packages, "@marketplane"), { recursive: true });
  await symlink(join(app, "providers"), join(packages, "@marketplane", "providers"));
  for (const name of await readdir(join(root, "node_modules"))) {
    if (name !== "@marketplane") {
      await symlink(join(root, "node_modules", name), join(packages, name));
    }
  }
}

/** Runs the health check's own command against the address. */
async function isHealthy(url: string): Promise<boolean> {
  const [, json = "[]"] = /CMD (\[.*\])/.exec(values(last, "HEALTHCHECK")[0] ?? "") ?? [];
  const [, ...options] = z.array(z.string()).parse(JSON.parse(json));
  const check = spawn(
    process.execPath,
    options.map((option) => option.replace("http://127.0.0.1:8080", url.replace("0.0.0.0", "127.0.0.1"))),
  );
  const [code] = await once(check, "exit");
  return code === 0;
}
