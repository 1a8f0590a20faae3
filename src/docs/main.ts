/** `npm run docs`: brings the generated parts of the reference up to date. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { referenceFolder, referencePages } from "./reference-pages.ts";

for (const { name, present, wanted } of referencePages()) {
  if (present !== wanted) {
    writeFileSync(join(referenceFolder, name), wanted);
    process.stdout.write(`wrote docs/reference/${name}\n`);
  }
}
