import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaAt } from "@marketplane/providers/schema-at.ts";
import { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { isSecret } from "../../core/config/secret.ts";
import { fillMarkers } from "./fill-markers.ts";
import { type ReferencePage, referenceFolder } from "./reference-pages.ts";
import { schemaRows } from "./schema-rows.ts";
import { toTable } from "./to-table.ts";

/** The control plane's page. Its table of keys comes from the configuration's schema. */
export function controlPlanePage(): ReferencePage {
  const name = "../control-plane.md";
  const present = readFileSync(join(referenceFolder, name), "utf8");
  return { name, present, expected: fillMarkers("docs/control-plane.md", present, { keys: keys() }) };
}

function keys(): string {
  // The deployment's own keys are explained in deployment.md.
  const rows = schemaRows(ControlPlaneConfig).filter(({ name }) => !name.startsWith("deployment."));
  return toTable(
    ["key", "type", "default", "what"],
    rows.map(({ name, type, isRequired, fallback, text }) => {
      const schema = schemaAt(ControlPlaneConfig, name.split("."));
      const secrecy = schema !== undefined && isSecret(schema) ? "Secret." : "";
      const whenLeftOut = isRequired
        ? "required"
        : fallback === undefined || type === "object"
          ? ""
          : `\`${fallback}\``;
      return [`\`${name}\``, type, whenLeftOut, [text, secrecy].filter((part) => part !== "").join(" ")];
    }),
  );
}
