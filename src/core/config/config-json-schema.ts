import { z } from "zod";
import { ControlPlaneConfig } from "./control-plane-config.ts";
import { isSecret } from "./secret.ts";

/** JSON Schema of marketplane.yaml before references are resolved: secrets and numbers may be references. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(ControlPlaneConfig, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (isSecret(zodSchema)) {
        delete jsonSchema.minLength;
        jsonSchema.pattern = "^\\$\\{[A-Z_][A-Z0-9_]*\\}$";
      }
    },
  });
  return `${JSON.stringify({ title: "marketplane.yaml", ...schema }, null, 2)}\n`;
}
