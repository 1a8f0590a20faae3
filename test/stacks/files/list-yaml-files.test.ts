import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listYamlFiles } from "../../../stacks/files/list-yaml-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

describe("the YAML files of a folder", () => {
  it("are those with both endings in any letter case, including subfolders and links", async () => {
    const folder = await temporaryFolder();
    const elsewhere = await temporaryFolder();
    mkdirSync(join(folder, "eu/old.yaml"), { recursive: true });
    for (const name of ["b.yaml", "a.YML", "eu/c.Yaml", "eu/old.yaml/d.yml"]) {
      writeFileSync(join(folder, name), "");
    }
    writeFileSync(join(elsewhere, "e.yaml"), "");
    symlinkSync(elsewhere, join(folder, "linked"));
    symlinkSync(join(elsewhere, "e.yaml"), join(folder, "f.yaml"));
    symlinkSync(folder, join(folder, "eu/circle"));
    expect(listYamlFiles(folder)).toEqual({
      files: ["a.YML", "b.yaml", "eu/c.Yaml", "eu/old.yaml/d.yml", "f.yaml", "linked/e.yaml"],
      problems: [],
    });
  });

  it("exclude hidden files and leftovers of editors and operating systems", async () => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, ".git"));
    const names = [
      ".a.yaml",
      ".a.yaml.swp",
      "#a.yaml#",
      "a.yaml~",
      ".DS_Store",
      "._a.yaml",
      "a.yaml.bak",
      ".git/a.yaml",
    ];
    for (const name of [...names, "a.yaml", "README.md"]) {
      writeFileSync(join(folder, name), "");
    }
    symlinkSync("joe@desk.4711:1764000000", join(folder, ".#a.yaml"));
    symlinkSync("/no/such/picture", join(folder, "logo.png"));
    expect(listYamlFiles(folder)).toEqual({ files: ["a.yaml"], problems: [] });
  });

  it("are reported as problems by name if they cannot be opened", async () => {
    const folder = await temporaryFolder();
    symlinkSync("/no/such/file", join(folder, "a.yaml"));
    symlinkSync("b.yaml", join(folder, "b.yaml"));
    execFileSync("mkfifo", [join(folder, "c.yaml")]);
    const latin = (name: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);
    writeFileSync(latin("josé.yaml"), "");
    writeFileSync(latin("josé.txt"), "");
    mkdirSync(latin("süd"));
    const { files, problems } = listYamlFiles(folder);
    expect(files).toEqual([]);
    expect(problems.toSorted((one, other) => (one.file < other.file ? -1 : 1))).toEqual([
      { file: "a.yaml", what: "cannot be read: there is no such file" },
      { file: "b.yaml", what: "cannot be read: its symbolic links form a loop" },
      { file: "c.yaml", what: "is not a regular file; move it elsewhere" },
      { file: "jos\\xe9.yaml", what: "has a name that is not UTF-8; rename it" },
      { file: "s\\xfcd", what: "has a name that is not UTF-8; rename it" },
    ]);
  });

  it("need an existing folder", async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, "tenants"), "");
    const said = (path: string) => listYamlFiles(path).problems.map(({ file, what }) => `${file}${what}`);
    expect(said(join(folder, "nowhere"))).toEqual(["does not exist; create the folder, or set another one"]);
    expect(said(join(folder, "tenants"))).toEqual(["is a file, but must be a folder"]);
  });
});
