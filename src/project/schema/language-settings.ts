import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { capitalized } from "./named-types.ts";

/** "CleverCloud" for clevercloud. */
const namespaces = vendorAccounts.map(({ name, title }) => [name, capitalized(title.replaceAll(" ", ""))]);

/** How the SDKs of each language name and build their package. */
export const languageSettings = {
  nodejs: {
    packageName: "@marketplane/pulumi",
    packageDescription: "Pulumi resources for selling a SaaS through marketplaces.",
    dependencies: { "@pulumi/pulumi": "^3.190.0" },
    respectSchemaVersion: true,
  },
  python: {
    packageName: "pulumi_marketplane",
    requires: { pulumi: ">=3.187.0,<4.0.0" },
    pyproject: { enabled: true },
    respectSchemaVersion: true,
  },
  go: {
    importBasePath: "github.com/marketplane/pulumi-marketplane/sdk/go/marketplane",
    generateResourceContainerTypes: true,
    respectSchemaVersion: true,
  },
  csharp: {
    rootNamespace: "Pulumi",
    namespaces: { ...Object.fromEntries(namespaces), marketplane: "Marketplane" },
    packageReferences: { Pulumi: "3.*" },
    respectSchemaVersion: true,
  },
  java: {
    basePackage: "com.marketplane",
    buildFiles: "gradle",
    dependencies: { "com.pulumi:pulumi": "1.16.2" },
  },
};
