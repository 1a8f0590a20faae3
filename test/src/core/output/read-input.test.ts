import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { withInputFile } from "../../../../src/core/output/read-input.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

describe("a command's input", () => {
  it("is the named file, even if it does not exist", async () => {
    const file = join(await temporaryFolder(), "backup.gz");
    expect(await withInputFile(file, async (path) => path)).toBe(file);
    writeFileSync(file, "x");
    expect(await withInputFile(file, async (path) => path)).toBe(file);
  });

  it("is copied to a private file if it can be read only once, and the copy is deleted even after a failure", async () => {
    const fifo = join(await temporaryFolder(), "fifo");
    execFileSync("mkfifo", [fifo]);
    let spooled = "";
    const work = async (path: string) => {
      spooled = path;
      expect([readFileSync(path, "utf8"), readFileSync(path, "utf8")]).toEqual(["content", "content"]);
      expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700]);
      throw new Error("damaged");
    };
    const written = writeFile(fifo, "content");
    await expect(withInputFile(fifo, work)).rejects.toThrow("damaged");
    await written;
    expect(existsSync(dirname(spooled))).toBe(false);
  });

  it("cannot be a folder", async () => {
    const folder = await temporaryFolder();
    await expect(withInputFile(folder, async () => undefined)).rejects.toThrow(`${folder} is a folder: name a file`);
  });
});
