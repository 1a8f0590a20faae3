import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PendingCreateStore } from "../../providers/pending-create-store.ts";
import { pendingCreatesFolder } from "../../providers/process-records.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** Another process's store on the same folder, as the next run opens it. */
function openIn(folder: string, now = 0): PendingCreateStore {
  return new PendingCreateStore({ folder, now: () => now, warn: fail });
}

function fail(message: string): void {
  throw new Error(message);
}

describe("a pending create", () => {
  test("survives the process that wrote it, together with its marks", async () => {
    const folder = await temporaryFolder();
    openIn(folder).record("key", "apifew:User", ["one"]);

    const pendingCreate = openIn(folder).find("key");

    expect(pendingCreate?.isMarked("one")).toBe(true);
    expect(pendingCreate?.isMarked("two")).toBe(false);
    expect(openIn(folder).find("other key")).toBeUndefined();
  });

  test("is not found while this or another live process is working on it", async () => {
    const folder = await temporaryFolder();
    const pendingCreates = openIn(folder);
    pendingCreates.record("key", "apifew:User", []);
    expect(pendingCreates.find("key")).toBeUndefined();
    pendingCreates.markMade("key");
    expect(pendingCreates.find("key")).toBeUndefined();

    const [name = ""] = readdirSync(folder);
    const entry = { ...JSON.parse(readFileSync(join(folder, name), "utf8")), pid: process.ppid };
    writeFileSync(join(folder, name), JSON.stringify(entry));
    expect(openIn(folder).find("key")).toBeUndefined();
  });

  test("is found in the same process when its create ended without a known outcome", async () => {
    const pendingCreates = openIn(await temporaryFolder());
    pendingCreates.record("key", "apifew:User", []);
    pendingCreates.markUndecided("key");

    expect(pendingCreates.find("key")).toBeDefined();
  });

  test("is closed once the engine has the object, and at the end of a run that interrupted nothing", async () => {
    const folder = await temporaryFolder();
    const pendingCreates = openIn(folder);
    pendingCreates.record("saved", "apifew:User", []);
    pendingCreates.close("saved");
    expect(readdirSync(folder)).toEqual([]);

    pendingCreates.record("made", "apifew:User", []);
    pendingCreates.markMade("made");
    pendingCreates.record("running", "apifew:User", []);
    pendingCreates.end();
    expect(readdirSync(folder)).toHaveLength(2);

    pendingCreates.markMade("running");
    pendingCreates.record("lost", "apifew:User", []);
    pendingCreates.markUndecided("lost");
    pendingCreates.end();
    expect(openIn(folder).find("lost")).toBeDefined();
    expect(openIn(folder).find("made")).toBeUndefined();
  });

  test("expires after seven days, together with its file", async () => {
    const folder = await temporaryFolder();
    openIn(folder).record("key", "apifew:User", []);

    expect(openIn(folder, 7 * dayMs).find("key")).toBeDefined();
    expect(openIn(folder, 7 * dayMs + 1).find("key")).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("shows neither its key nor its marks in its file or file name", async () => {
    const folder = await temporaryFolder();
    openIn(folder).record("jane.doe@acme.example", "apifew:User", ["5a4db000-0000-4000-8000-000000000001"]);

    const [name = ""] = readdirSync(folder);
    const text = `${name} ${readFileSync(join(folder, name), "utf8")}`;
    expect(text).not.toMatch(/jane|5a4db000-/);
    expect(text).toContain("apifew:User");
  });

  test("is ignored when its file is half written: its create was never sent", async () => {
    const folder = await temporaryFolder();
    openIn(folder).record("key", "apifew:User", []);
    const [name = ""] = readdirSync(folder);
    writeFileSync(join(folder, name), '{"type":"apifew:Us');

    expect(openIn(folder).find("key")).toBeUndefined();
  });

  test("causes one warning if it cannot be written, and prevents no create", async () => {
    const folder = join(await temporaryFolder(), "file");
    writeFileSync(folder, "no folder");
    const warnings: string[] = [];
    const pendingCreates = new PendingCreateStore({ folder, now: () => 0, warn: (message) => warnings.push(message) });
    pendingCreates.record("one", "apifew:User", []);
    pendingCreates.record("two", "apifew:User", []);

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("MARKETPLANE_STATE_DIR");
  });
});

describe("the folder", () => {
  test.each([
    [{ MARKETPLANE_STATE_DIR: "/ci/cache", XDG_STATE_HOME: "/xdg" }, /^\/ci\/cache\/intents\/[0-9a-f]{40}$/],
    [{ XDG_STATE_HOME: "/xdg" }, /^\/xdg\/marketplane\/intents\/[0-9a-f]{40}$/],
    [{}, /^\/home\/jo\/\.local\/state\/marketplane\/intents\/[0-9a-f]{40}$/],
  ])("is below the state folder that %j gives, one for each program", async (variables, pattern) => {
    const environment = (name: string) => new Map(Object.entries(variables)).get(name);
    const of = (cwd: string) => pendingCreatesFolder({ environment, cwd, home: "/home/jo" });

    expect(of("/projects/shop")).toMatch(pattern);
    expect(of("/projects/shop")).not.toBe(of("/projects/other"));
  });

  test("is created with the first record", async () => {
    const folder = join(await temporaryFolder(), "intents", "program");
    const pendingCreates = openIn(folder);
    expect(pendingCreates.isEmpty).toBe(true);
    expect(() => readdirSync(folder)).toThrow("ENOENT");
    pendingCreates.record("key", "apifew:User", []);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
