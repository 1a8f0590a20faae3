import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Choices } from "./choices.ts";
import { ciFiles } from "./ci-files.ts";
import { controlPlaneConfiguration } from "./control-plane-configuration.ts";

export interface ProjectChoices extends Choices {
  readonly name: string;
}

const Manifest = z.object({ version: z.string() });

/** The files of a new project, by their paths in it. */
export function projectFiles(choices: ProjectChoices): Readonly<Record<string, string>> {
  return {
    "package.json": `${JSON.stringify(packageJson(choices), undefined, 2)}\n`,
    "Pulumi.yaml": `name: ${choices.name}\nruntime: nodejs\ndescription: The deployment and its tenants\n`,
    "Pulumi.dev.yaml": `${schemaLine("stack-config", ".")}${stackConfiguration(choices)}`,
    "index.ts": 'import { deployStack } from "@marketplane/deployment";\n\nexport = deployStack;\n',
    "tenants/acme.yaml": `${schemaLine("tenant", "..")}${tenant}`,
    ".marketplane-drift.yaml": `${schemaLine("drift-policy", ".")}${driftPolicy}`,
    "sandbox.yaml": sandbox(choices),
    ".gitignore": "node_modules/\n.marketplane/\n",
    "README.md": readme(choices),
    ...(choices.controlPlane && {
      "marketplane.yaml": `${schemaLine("marketplane", ".")}${controlPlaneConfiguration(choices)}`,
    }),
    ...ciFiles(choices),
  };
}

/** Editors check and complete the file by this schema. */
function schemaLine(schema: string, root: string): string {
  return `# yaml-language-server: $schema=${root}/node_modules/marketplane/schemas/${schema}.schema.json\n`;
}

function packageJson({ name }: ProjectChoices) {
  const { version } = Manifest.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, "../../../../package.json"), "utf8")),
  );
  return {
    name,
    private: true,
    scripts: {
      dev: "marketplane dev",
      validate: "marketplane validate",
      pulumi: "marketplane pulumi",
      drift: "marketplane drift",
    },
    dependencies: {
      "@marketplane/deployment": version,
      "@marketplane/providers": version,
      "@pulumi/pulumi": "^3.254.0",
    },
    devDependencies: { marketplane: version },
  };
}

function stackConfiguration({ zone, domain, fallbackOrigin, marketplaces }: ProjectChoices): string {
  const manifest = `  marketplane:manifest:
    providerId: sandbox-addon
    name: My SaaS
    configVars: [SANDBOX_ADDON_URL, SANDBOX_ADDON_LICENSE_KEY]
    regions: [eu]
    production:
      baseUrl: https://app.${domain}/clevercloud/resources
      ssoUrl: https://app.${domain}/clevercloud/sso/login
`;
  return `config:
  marketplane:zoneId: ${zone}
  marketplane:fallbackOrigin:
    hostname: ${fallbackOrigin}
    type: A
    content: 203.0.113.10
  marketplane:cnameTarget:
    hostname: customers.${domain}
  marketplane:plans:
    basic:
      pricingUid: ABCDEF1234567890
      pricingName: monthly_10
${marketplaces.includes("clevercloud") ? manifest : ""}`;
}

const tenant = `id: acme
plan: basic
owner:
  login: owner@acme-shoes.com
  nameFirst: Ada
  nameLast: Acme
hostnames:
  - hostname: shop.acme-shoes.com
`;

const driftPolicy = "failOn: warning\n";

function sandbox({ zone, domain }: ProjectChoices): string {
  return `# What the emulated vendors have at the start of \`npm run dev\`.
cloudflare:
  zoneId: ${zone}
  zoneName: ${domain}
customerDns:
  - { name: shop.acme-shoes.com, type: CNAME, content: customers.${domain} }
apifew:
  defaults: false
  pricings:
    - uid: ABCDEF1234567890
      name: monthly_10
      revisions:
        - { rev: 1, features: [read_report] }
      counters: []
`;
}

function readme({ name, controlPlane }: ProjectChoices): string {
  const what = controlPlane ? "the sandbox, and the control plane of marketplane.yaml" : "the sandbox";
  return `# ${name}

    npm install
    npm run dev                # ${what}

In a second terminal, declare the tenants of the folder tenants in the sandbox:

    set -a; . .marketplane/sandbox.env; set +a
    npx marketplane pulumi stack init dev
    npx marketplane pulumi up --stack dev

\`npm run validate\` checks all files without a network. The sandbox forgets everything when it stops; delete
\`.marketplane\` then, to start again from nothing.

For real accounts, create a stack of its own (\`npx marketplane pulumi stack init production\`), copy the
configuration of Pulumi.dev.yaml, and set the credentials in the environment: CLOUDFLARE_API_TOKEN, APIFEW_KEY,
CLEVERCLOUD_PROVIDER_ID and CLEVERCLOUD_PROVIDER_PASSWORD.
`;
}
