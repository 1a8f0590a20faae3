import { join, relative } from "node:path";
import { packPackages } from "./pack-packages.ts";

const root = join(import.meta.dirname, "../../..");

try {
  const tarballs = (await packPackages(root, join(root, "dist"))).map((path) => relative(process.cwd(), path));
  console.log(`${tarballs.join("\n")}\n\nTry them in an empty folder: npm install ${tarballs.join(" ")}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
