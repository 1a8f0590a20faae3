import { stringify } from "yaml";
import { projectFiles } from "../../cli/commands/init/project-files.ts";

/** The zone of the sandbox, as `marketplane init` takes it by default. */
const zone = "5a4db0c0ffee00000000000000000001";
const domain = "saasprovider.com";

/**
 * The files of `templates/typescript`, for `pulumi new`: those of `marketplane init`. `pulumi new` replaces
 * ${PROJECT} and ${DESCRIPTION}, and asks for the settings in `template`.
 */
export function templateFiles(): Readonly<Record<string, string>> {
  const { "Pulumi.dev.yaml": _stack, ...files } = projectFiles({
    name: `\${PROJECT}`,
    zone,
    domain,
    fallbackOrigin: `proxy-fallback.${domain}`,
    marketplaces: [],
    controlPlane: false,
    git: "none",
  });
  return { ...files, "Pulumi.yaml": project() };
}

function project(): string {
  return stringify({
    name: `\${PROJECT}`,
    runtime: "nodejs",
    description: `\${DESCRIPTION}`,
    config: {
      "marketplane:fallbackOrigin": {
        value: { hostname: `proxy-fallback.${domain}`, type: "A", content: "203.0.113.10" },
      },
      "marketplane:cnameTarget": { value: { hostname: `customers.${domain}` } },
      "marketplane:plans": { value: { basic: { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" } } },
    },
    template: {
      description: "Sell a SaaS through marketplaces: a deployment and its tenants",
      config: { "marketplane:zoneId": { description: "ID of the zone at Cloudflare", default: zone } },
    },
  });
}
