import { readFileSync } from "node:fs";
import { join } from "node:path";
import { engineTypeOf } from "@marketplane/providers/engine-types.ts";
import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { functions, resources } from "@marketplane/providers/vendors.ts";
import { z } from "zod";
import { components } from "../../../stacks/components/components.ts";
import { componentSpec } from "./component-spec.ts";
import { languageSettings } from "./language-settings.ts";
import { NamedTypes } from "./named-types.ts";
import { accountTypes, providerInputs } from "./provider-inputs.ts";
import { functionSpec, resourceSpec } from "./resource-specs.ts";

/** Where the native provider reads its schema. */
export const packageSchemaFile = join(import.meta.dirname, "../../../providers/native/schema.json");

const Manifest = z.object({ version: z.string(), description: z.string(), license: z.string() });

/**
 * Pulumi's schema of the package `marketplane`, as JSON text: everything in it comes from the registry of
 * vendors and from the components.
 */
export function packageSchema(): string {
  const manifest = readFileSync(join(import.meta.dirname, "../../../providers/package.json"), "utf8");
  const { version, description, license } = Manifest.parse(JSON.parse(manifest));
  const types = new NamedTypes();
  const resourceSpecs = Object.fromEntries(
    resources.map((resource) => [engineTypeOf(resource.definition.type, "native"), resourceSpec(resource, types)]),
  );
  // After the resources, whose types they use.
  const componentSpecs = Object.fromEntries(
    components.map((component) => [`marketplane:${component.token}`, componentSpec(component, types)]),
  );
  const functionSpecs = Object.fromEntries(
    functions.map((called) => [engineTypeOf(called.token, "native"), functionSpec(called, types)]),
  );
  const variables = providerInputs();
  const schema = {
    ...{ name: "marketplane", displayName: "marketplane", version, description, license },
    keywords: ["pulumi", "category/infrastructure", "kind/native", "saas", ...vendorAccounts.map(({ name }) => name)],
    publisher: "marketplane",
    meta: { moduleFormat: "(.*)" },
    config: { variables },
    types: { ...accountTypes(), ...types.specs() },
    provider: {
      description:
        "Accounts at the vendors, for the resources that use this provider. An explicit provider uses only the settings " +
        "given here. The default provider reads the environment first.",
      inputProperties: variables,
    },
    resources: { ...resourceSpecs, ...componentSpecs },
    functions: functionSpecs,
    language: languageSettings,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
