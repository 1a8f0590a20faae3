import { join, relative } from "node:path";
import { packPlugin } from "./pack-plugin.ts";

const root = join(import.meta.dirname, "../../..");

try {
  const tarballs = (await packPlugin(root, join(root, "dist"))).map((path) => relative(process.cwd(), path));
  console.log(`${tarballs.join("\n")}

Install the one of this machine: pulumi plugin install resource marketplane VERSION --file TARBALL
Or put them behind a web server: pulumi plugin install resource marketplane VERSION --server URL`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
