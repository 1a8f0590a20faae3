import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { correctNodeImports, correctPythonImports } from "../../../../src/project/sdks/correct-imports.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

async function write(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const atRoot = 'import * as utilities from "./utilities";\nimport * as inputs from "./types/input";\n';
const below = 'import * as utilities from "../utilities";\nimport * as inputs from "../types/input";\n';
const node = { "utilities.ts": "", "types/input.ts": "", "cloudflare/zone.ts": "", "cloudflare/deep/index.ts": "" };

describe("correctNodeImports", () => {
  it("points imports of the root's files from a subfolder to the root", async () => {
    const folder = await write({ ...node, "provider.ts": atRoot, "cloudflare/hostname.ts": atRoot });
    await correctNodeImports(folder);
    expect(await readFile(join(folder, "cloudflare/hostname.ts"), "utf8")).toBe(below);
    expect(await readFile(join(folder, "provider.ts"), "utf8")).toBe(atRoot);
  });

  it("goes up as many folders as there are", async () => {
    const folder = await write({ ...node, "cloudflare/deep/index.ts": 'export const u = import("./utilities");' });
    await correctNodeImports(folder);
    expect(await readFile(join(folder, "cloudflare/deep/index.ts"), "utf8")).toBe(
      'export const u = import("../../utilities");',
    );
  });

  it("leaves imports that are right, in a folder's index too, and those of packages", async () => {
    const source = `${below}export * from "./zone";\nexport * from "./deep";\nimport * as pulumi from "@pulumi/pulumi";\n`;
    const folder = await write({ ...node, "cloudflare/index.ts": source, "zone.ts": "" });
    await correctNodeImports(folder);
    expect(await readFile(join(folder, "cloudflare/index.ts"), "utf8")).toBe(source);
  });
});

describe("correctPythonImports", () => {
  it("points imports of the root's modules from a subpackage to the root, and leaves a subpackage's own", async () => {
    const source = "from . import _utilities\nfrom . import _inputs\nfrom ._inputs import *\n";
    const folder = await write({
      "_utilities.py": "",
      "_inputs.py": "",
      "__init__.py": source,
      "cloudflare/_inputs.py": "from . import _utilities\n",
      "cloudflare/__init__.py": source,
    });
    await correctPythonImports(folder);
    expect(await readFile(join(folder, "cloudflare/__init__.py"), "utf8")).toBe(
      "from .. import _utilities\nfrom . import _inputs\nfrom ._inputs import *\n",
    );
    expect(await readFile(join(folder, "cloudflare/_inputs.py"), "utf8")).toBe("from .. import _utilities\n");
    expect(await readFile(join(folder, "__init__.py"), "utf8")).toBe(source);
  });
});
