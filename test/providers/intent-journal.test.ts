import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { IntentJournal } from "../../providers/intent-journal.ts";
import { intentFolder } from "../../providers/process-journal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** A journal of a process of its own over the same folder, as the next run opens it. */
function openIn(folder: string, now = 0): IntentJournal {
  return new IntentJournal({ folder, now: () => now, warn: fail });
}

function fail(message: string): void {
  throw new Error(message);
}

describe("an intent", () => {
  test("outlives the process that wrote it, and the marks with it", async () => {
    const folder = await temporaryFolder();
    openIn(folder).open("key", "apifew:User", ["one"]);

    const unfinished = openIn(folder).unfinished("key");

    expect(unfinished?.isMarked("one")).toBe(true);
    expect(unfinished?.isMarked("two")).toBe(false);
    expect(openIn(folder).unfinished("other key")).toBeUndefined();
  });

  test("is none for who is still at it, nor for what another live process writes", async () => {
    const folder = await temporaryFolder();
    const journal = openIn(folder);
    journal.open("key", "apifew:User", []);
    expect(journal.unfinished("key")).toBeUndefined();
    journal.made("key");
    expect(journal.unfinished("key")).toBeUndefined();

    const [name = ""] = readdirSync(folder);
    const entry = { ...JSON.parse(readFileSync(join(folder, name), "utf8")), pid: process.ppid };
    writeFileSync(join(folder, name), JSON.stringify(entry));
    expect(openIn(folder).unfinished("key")).toBeUndefined();
  });

  test("is open again in the same process when its create ended without an outcome", async () => {
    const journal = openIn(await temporaryFolder());
    journal.open("key", "apifew:User", []);
    journal.leave("key");

    expect(journal.unfinished("key")).toBeDefined();
  });

  test("is closed by what the engine has, and at the end of a run that broke nothing off", async () => {
    const folder = await temporaryFolder();
    const journal = openIn(folder);
    journal.open("saved", "apifew:User", []);
    journal.close("saved");
    expect(readdirSync(folder)).toEqual([]);

    journal.open("made", "apifew:User", []);
    journal.made("made");
    journal.open("running", "apifew:User", []);
    journal.end();
    expect(readdirSync(folder)).toHaveLength(2);

    journal.made("running");
    journal.open("lost", "apifew:User", []);
    journal.leave("lost");
    journal.end();
    expect(openIn(folder).unfinished("lost")).toBeDefined();
    expect(openIn(folder).unfinished("made")).toBeUndefined();
  });

  test("expires after seven days, and its file with it", async () => {
    const folder = await temporaryFolder();
    openIn(folder).open("key", "apifew:User", []);

    expect(openIn(folder, 7 * dayMs).unfinished("key")).toBeDefined();
    expect(openIn(folder, 7 * dayMs + 1).unfinished("key")).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("names neither its key nor its marks, in its file and in the file's name", async () => {
    const folder = await temporaryFolder();
    openIn(folder).open("jane.doe@acme.example", "apifew:User", ["5a4db000-0000-4000-8000-000000000001"]);

    const [name = ""] = readdirSync(folder);
    const text = `${name} ${readFileSync(join(folder, name), "utf8")}`;
    expect(text).not.toMatch(/jane|5a4db000-/);
    expect(text).toContain("apifew:User");
  });

  test("half written is none: its create never left", async () => {
    const folder = await temporaryFolder();
    openIn(folder).open("key", "apifew:User", []);
    const [name = ""] = readdirSync(folder);
    writeFileSync(join(folder, name), '{"type":"apifew:Us');

    expect(openIn(folder).unfinished("key")).toBeUndefined();
  });

  test("that cannot be written is told once and stops no create", async () => {
    const folder = join(await temporaryFolder(), "file");
    writeFileSync(folder, "no folder");
    const warnings: string[] = [];
    const journal = new IntentJournal({ folder, now: () => 0, warn: (message) => warnings.push(message) });
    journal.open("one", "apifew:User", []);
    journal.open("two", "apifew:User", []);

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("MARKETPLANE_STATE_DIR");
  });
});

describe("the folder", () => {
  test.each([
    [{ MARKETPLANE_STATE_DIR: "/ci/cache", XDG_STATE_HOME: "/xdg" }, /^\/ci\/cache\/intents\/[0-9a-f]{40}$/],
    [{ XDG_STATE_HOME: "/xdg" }, /^\/xdg\/marketplane\/intents\/[0-9a-f]{40}$/],
    [{}, /^\/home\/jo\/\.local\/state\/marketplane\/intents\/[0-9a-f]{40}$/],
  ])("with %j is below it, one for each program's folder", async (variables, pattern) => {
    const environment = (name: string) => new Map(Object.entries(variables)).get(name);
    const of = (cwd: string) => intentFolder({ environment, cwd, home: "/home/jo" });

    expect(of("/projects/shop")).toMatch(pattern);
    expect(of("/projects/shop")).not.toBe(of("/projects/other"));
  });

  test("is made by the first intent only", async () => {
    const folder = join(await temporaryFolder(), "intents", "program");
    const journal = openIn(folder);
    expect(journal.isEmpty).toBe(true);
    expect(() => readdirSync(folder)).toThrow("ENOENT");
    journal.open("key", "apifew:User", []);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
