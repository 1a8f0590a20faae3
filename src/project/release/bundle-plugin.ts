import { join } from "node:path";
import { rolldown } from "rolldown";

/**
 * Bundles the native provider with all of its dependencies. Modules that are loaded on demand get separate
 * files, so the handshake reads only gRPC and its messages.
 */
export async function bundlePlugin(root: string, into: string): Promise<void> {
  const entry = join(root, "stacks/components/main.ts");
  const providers = join(root, "providers");
  const bundle = await rolldown({
    cwd: root,
    input: { main: entry },
    platform: "node",
    treeshake: {
      // The classes of dynamic resources are beside the definitions. Only they need Pulumi's SDK, except its
      // messages.
      moduleSideEffects: (id) =>
        id === entry || !(id.startsWith(`${providers}/`) || /\/@pulumi\/pulumi\/(?!proto\/)/.test(id)),
    },
  });
  try {
    await bundle.write({
      dir: into,
      format: "esm",
      minify: true,
      entryFileNames: "[name].mjs",
      chunkFileNames: "[name]-[hash].mjs",
      // CommonJS modules of Pulumi's SDK read these.
      banner: "const __dirname = import.meta.dirname, __filename = import.meta.filename;",
    });
  } finally {
    await bundle.close();
  }
}
