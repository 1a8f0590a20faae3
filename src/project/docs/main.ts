/** `npm run docs`: brings the generated parts of the reference, and the schemas, up to date. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { driftReportSchema } from "../../fleet/drift/report/json.ts";
import { gitopsStatusSchema } from "../../fleet/gitops/status-file.ts";
import { fileSchemas } from "../../tools/validate/file-schemas.ts";
import { validationReportSchema } from "../../tools/validate/report-text.ts";
import { apiPage } from "./api-page.ts";
import { cliPage } from "./cli-page.ts";
import { controlPlanePage } from "./control-plane-page.ts";
import { decisionsPage } from "./decisions-page.ts";
import { metricsPage } from "./metrics-page.ts";
import { templateFiles } from "./pulumi-template.ts";
import { referenceFolder, referencePages } from "./reference-pages.ts";
import { simulatePage } from "./simulate-page.ts";

const pages = [simulatePage(), controlPlanePage(), apiPage(), metricsPage(), decisionsPage(), await cliPage()];
for (const { name, present, expected } of [...referencePages(), ...pages]) {
  if (present !== expected) {
    writeFileSync(join(referenceFolder, name), expected);
    process.stdout.write(`wrote ${join("docs/reference", name)}\n`);
  }
}

for (const [file, text] of Object.entries(templateFiles())) {
  const path = join(referenceFolder, "../../templates/typescript", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const schemas = {
  ...fileSchemas,
  "drift-report.schema.json": driftReportSchema,
  "gitops-status.schema.json": gitopsStatusSchema,
  "validation-report.schema.json": validationReportSchema,
};
for (const [name, toText] of Object.entries(schemas)) {
  writeFileSync(join(referenceFolder, "../schemas", name), toText());
}
