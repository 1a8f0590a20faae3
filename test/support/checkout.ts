import { cp, mkdir, readdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

const root = dirname(dirname(import.meta.dirname));

/** A checkout that a test may change: its own sources, with the shared packages. */
export async function copyCheckout(): Promise<string> {
  const checkout = await temporaryFolder();
  for (const name of ["package.json", "Pulumi.yaml", "engine", "providers", "stacks", "examples", "src"]) {
    await cp(join(root, name), join(checkout, name), { recursive: true });
  }
  const packages = join(checkout, "node_modules");
  await mkdir(join(packages, "@marketplane"), { recursive: true });
  await symlink(join(checkout, "providers"), join(packages, "@marketplane", "providers"));
  for (const name of await readdir(join(root, "node_modules"))) {
    if (name !== "@marketplane") {
      await symlink(join(root, "node_modules", name), join(packages, name));
    }
  }
  return checkout;
}
