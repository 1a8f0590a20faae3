import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeOutput, writeOutputText } from "../../../../src/core/output/write-output.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const ways = {
  "a stream": (output: string, text: string, options = {}) => writeOutput(output, [text], options),
  "a text": async (output: string, text: string, options = {}) => writeOutputText(output, text, options),
};

describe.each(Object.entries(ways))("%s", (_name, write) => {
  it("replaces a file as a whole, keeps its permissions, and leaves no temporary file", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "out");
    writeFileSync(file, "the former one, which is longer");
    chmodSync(file, 0o640);
    const { ino } = statSync(file);
    await write(file, "new");
    expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["new", 0o640]);
    expect(statSync(file).ino).not.toBe(ino);
    expect(readdirSync(folder)).toEqual(["out"]);
    await write(file, "secret", { mode: 0o600 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("follows a link, even to a file that does not exist yet, and keeps the link", async () => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, "far"));
    writeFileSync(join(folder, "far/there"), "old");
    symlinkSync("far/there", join(folder, "link"));
    symlinkSync("link", join(folder, "link-to-link"));
    symlinkSync("far/new", join(folder, "dangling"));
    await write(join(folder, "link-to-link"), "new");
    await write(join(folder, "dangling"), "made");
    expect(readFileSync(join(folder, "far/there"), "utf8")).toBe("new");
    expect(readFileSync(join(folder, "far/new"), "utf8")).toBe("made");
    for (const name of ["link", "link-to-link", "dangling"]) {
      expect(lstatSync(join(folder, name)).isSymbolicLink(), name).toBe(true);
    }
    symlinkSync("circle", join(folder, "circle"));
    await expect((async () => write(join(folder, "circle"), "x"))()).rejects.toThrow();
  });

  it("writes to a device, and reports when it is full", async () => {
    const folder = await temporaryFolder();
    symlinkSync("/dev/full", join(folder, "link"));
    for (const output of ["/dev/full", join(folder, "link")]) {
      await expect((async () => write(output, "x".repeat(100_000)))()).rejects.toThrow("ENOSPC");
    }
    await write("/dev/null", "x");
    expect([statSync("/dev/full"), statSync("/dev/null")].map((device) => device.isCharacterDevice())).toEqual([
      true,
      true,
    ]);
    expect(readdirSync(folder)).toEqual(["link"]);
  });

  it("refuses a folder and a path below a file by name, and changes neither", async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, "file"), "kept");
    await expect((async () => write(folder, "x"))()).rejects.toThrow(`${folder} is a folder`);
    await expect((async () => write(join(folder, "none/file"), "x"))()).rejects.toThrow("ENOENT");
    expect(readFileSync(join(folder, "file"), "utf8")).toBe("kept");
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});

it("writes a stream through a FIFO to its reader", async () => {
  const fifo = join(await temporaryFolder(), "fifo");
  execFileSync("mkfifo", [fifo]);
  const [read] = await Promise.all([readFile(fifo, "utf8"), writeOutput(fifo, ["a".repeat(200_000), "end"])]);
  expect(read).toBe(`${"a".repeat(200_000)}end`);
  expect(statSync(fifo).isFIFO()).toBe(true);
});

it("keeps the previous file if the stream breaks off", async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, "out"), "former");
  async function* broken() {
    yield "half";
    throw new Error("lost");
  }
  await expect(writeOutput(join(folder, "out"), broken())).rejects.toThrow("lost");
  expect(readFileSync(join(folder, "out"), "utf8")).toBe("former");
  expect(readdirSync(folder)).toEqual(["out"]);
});
