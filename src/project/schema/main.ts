/** A part of `npm run docs`: writes the package schema of the native provider. */
import { writeFileSync } from "node:fs";
import { packageSchema, packageSchemaFile } from "./package-schema.ts";

writeFileSync(packageSchemaFile, packageSchema());
