import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { oldestNode } from "./package-manifest.ts";

/** Own modules, and the helpers that the compiler needs for syntax newer than the target. */
const bundled = /^(\0|\.|\/|@marketplane\/|@oxc-project\/runtime)/;

/**
 * Bundles the modules of `entries`, by the names of their files, into the folder `into`. What is used together shares a
 * file, so that a command loads few of them. Packages from the registry stay dependencies.
 */
export async function bundle(root: string, into: string, entries: Readonly<Record<string, string>>): Promise<void> {
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
    platform: "node",
    external: (id) => builtinModules.includes(id) || !bundled.test(id),
    transform: { target: `node${oldestNode}` },
    plugins: [keepPlaces(root)],
  });
  try {
    await build.write({
      dir: into,
      format: "esm",
      sourcemap: true,
      entryFileNames: "[name].js",
      chunkFileNames: "[name]-[hash].js",
    });
  } finally {
    await build.close();
  }
}

const places = /\bimport\.meta\.(?:resolve\("(\.[^"]+)\.ts"\)|dirname\b|url\b)/g;

/**
 * Modules find the files that they read by their own place. The package has these files below its root at the same
 * places as the repository, and all modules in the folder dist, so the modules' places are written into them.
 */
function keepPlaces(root: string): Plugin {
  return {
    name: "keep-places",
    transform(code, id) {
      if (!id.startsWith(`${root}/`) || id.includes("/node_modules/") || !code.includes("import.meta.")) {
        return undefined;
      }
      const place = relative(root, id);
      const changed = code.replaceAll(places, (found, script?: string) => {
        if (script !== undefined) {
          const module = join(dirname(id), `${script}.ts`);
          const fileName = `${relative(root, module).replaceAll("/", "-").slice(0, -".ts".length)}.js`;
          this.emitFile({ type: "chunk", id: module, fileName });
          return `new URL("./${fileName}", import.meta.url).href`;
        }
        return found.endsWith("dirname")
          ? `(import.meta.dirname + "/../${dirname(place)}")`
          : `new URL("../${place}", import.meta.url).href`;
      });
      // No line moved, so the map of the original lines stays right.
      return { code: changed, map: null };
    },
  };
}
