import { join, relative } from "node:path";
import { packProviders } from "./pack-providers.ts";

const root = join(import.meta.dirname, "../../..");

try {
  const tarball = relative(process.cwd(), await packProviders(root, join(root, "dist")));
  console.log(`${tarball}\n\nTry it in a Pulumi project: npm install ${tarball}\nPublish it: npm publish ${tarball}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
