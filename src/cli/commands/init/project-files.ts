import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export interface ProjectChoices {
  readonly name: string;
  readonly zoneId: string;
  readonly domain: string;
}

const Manifest = z.object({ version: z.string() });

/** The files of a new project, by their paths in it. */
export function projectFiles(choices: ProjectChoices): Readonly<Record<string, string>> {
  return {
    "package.json": `${JSON.stringify(packageJson(choices), undefined, 2)}\n`,
    "Pulumi.yaml": `name: ${choices.name}\nruntime: nodejs\n`,
    "Pulumi.dev.yaml": stackConfiguration(choices),
    "index.ts": 'import { deployStack } from "@marketplane/deployment";\n\nexport = deployStack;\n',
    "tenants/acme.yaml": tenant,
    ".gitignore": "node_modules/\n.marketplane/\n",
  };
}

function packageJson({ name }: ProjectChoices) {
  const { version } = Manifest.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, "../../../../package.json"), "utf8")),
  );
  return {
    name,
    private: true,
    dependencies: {
      "@marketplane/deployment": version,
      "@marketplane/providers": version,
      "@pulumi/pulumi": "^3.254.0",
    },
    devDependencies: { marketplane: version },
  };
}

function stackConfiguration({ zoneId, domain }: ProjectChoices): string {
  return `config:
  marketplane:zoneId: ${zoneId}
  marketplane:fallbackOrigin:
    hostname: proxy-fallback.${domain}
    type: A
    content: 203.0.113.10
  marketplane:cnameTarget:
    hostname: customers.${domain}
  marketplane:plans:
    basic:
      pricingUid: ABCDEF1234567890
      pricingName: monthly_10
`;
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
