import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/**
 * Corrects imports of files at the root of a generated SDK from its subfolders. A generator that was built
 * with Go 1.26 or newer writes `./utilities` for `../utilities`: Go's filepath.Rel gives ".." where it gave
 * "../." before. A file at the root also imports the SDK's own folders like packages: `cloudflare` for `./cloudflare`.
 * An import that is right stays as it is.
 */
export async function correctNodeImports(folder: string): Promise<void> {
  await rewrite(folder, ".ts", (source, file) => {
    return source.replaceAll(
      /(from |import\()"(\.\/)?(\w[^"]*)"/g,
      (whole, start: string, here = "", target: string) => {
        const isRight = here !== "" && exists(join(dirname(file), target), ".ts");
        return isRight || !exists(join(folder, target), ".ts")
          ? whole
          : `${start}"${upFrom(folder, file, "../") || "./"}${target}"`;
      },
    );
  });
}

/** The same for Python: `from . import _utilities` of a file below the root. `folder` is the root package. */
export async function correctPythonImports(folder: string): Promise<void> {
  await rewrite(folder, ".py", (source, file) => {
    return source.replaceAll(/^from \. import (_\w+)$/gm, (whole, target: string) => {
      const isRight = exists(join(dirname(file), target), ".py");
      const dots = `.${upFrom(folder, file, ".")}`;
      return isRight || !exists(join(folder, target), ".py") ? whole : `from ${dots} import ${target}`;
    });
  });
}

async function rewrite(
  folder: string,
  ending: string,
  change: (source: string, file: string) => string,
): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(ending)) {
      continue;
    }
    const file = join(folder, name);
    const source = await readFile(file, "utf8");
    const corrected = change(source, file);
    if (corrected !== source) {
      await writeFile(file, corrected);
    }
  }
}

function exists(path: string, ending: string): boolean {
  const index = ending === ".ts" ? "index.ts" : "__init__.py";
  return existsSync(`${path}${ending}`) || existsSync(join(path, index));
}

/** One `step` for each folder between a file and the root. */
function upFrom(folder: string, file: string, step: string): string {
  return step.repeat(relative(folder, file).split(sep).length - 1);
}
