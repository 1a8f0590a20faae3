/** Programs with a deployment and its tenants. */

export const deploymentYaml = `
config:
  zoneId: { type: string }
  baseUrl: { type: string }
  token: { type: string, secret: true }
  greeting: { type: string, secret: true }
outputs:
  origin: \${deployment.fallbackOrigin.origin}
  manifest: \${deployment.manifestJson}
  cname: \${acme.hostnames[0].cname}
  keys: \${acme.licenseKeys}
resources:
  north:
    type: pulumi:providers:marketplane
    properties:
      cloudflare: { apiToken: "\${token}", baseUrl: "\${baseUrl}" }
  other:
    type: marketplane:cloudflare:CustomHostname
    properties: { zoneId: "\${zoneId}", hostname: other.acme-shoes.com }
    options: { provider: "\${north}", dependsOn: ["\${deployment}"] }
  deployment:
    type: marketplane:index:Deployment
    properties:
      zoneId: \${zoneId}
      fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
      cnameTarget: { hostname: customers.saasprovider.com, wildcard: true }
      manifest:
        providerId: sandbox-addon
        name: Add-on
        configVars: [SANDBOX_ADDON_URL]
        regions: [eu]
        production: { baseUrl: "https://app.saasprovider.com/r", ssoUrl: "https://app.saasprovider.com/s" }
      plans: { basic: { pricingUid: ABCDEF1234567890, pricingName: monthly_10 } }
`;

interface AcmeYaml {
  readonly plan?: string;
  readonly quantity?: number;
  readonly members?: string;
  readonly hostname?: string;
}

/** A tenant with users, licenses and a hostname, for the end of the program's resources. */
export function tenantYaml({
  plan = "basic",
  quantity = 2,
  members = "[{ login: john.roe@acme.example }]",
  hostname = "shop.acme-shoes.com",
}: AcmeYaml = {}): string {
  return `
  acme:
    type: marketplane:index:Tenant
    properties:
      deployment: \${deployment}
      plan: ${plan}
      owner: { login: jane.doe@acme.example, nameFirst: Jane }
      license: { quantity: ${quantity} }
      members: ${members}
      counters: { requests: 0 }
      hostnames:
        - hostname: ${hostname}
          metadata: { tenant: acme, greeting: "\${greeting}" }
`;
}

/** A tenant with a hostname alone, whose metadata names another resource of the program. */
export function globexYaml(name: string, more = "", options = "protect: true"): string {
  return `
  ${name}:
    type: marketplane:index:Tenant
    properties:
      deployment: \${deployment}
      ${more}
      hostnames:
        - hostname: www.globex-energy.com
          waitFor: none
          metadata: { other: "\${other.hostnameId}" }
    options:
      provider: \${north}
      ${options}
`;
}

export const tenantPython = `
import pulumi
import pulumi_marketplane as marketplane

deployment = marketplane.Deployment(
    "deployment",
    zone_id=pulumi.Config().require("zoneId"),
    fallback_origin={"hostname": "proxy-fallback.saasprovider.com", "content": "203.0.113.10"},
    cname_target=marketplane.DeploymentCnameTargetArgs(hostname="customers.saasprovider.com", wildcard=True),
    plans={"basic": {"pricing_uid": "ABCDEF1234567890", "pricing_name": "monthly_10"}},
)
acme = marketplane.Tenant(
    "acme",
    deployment=deployment,
    plan="basic",
    owner={"login": "jane.doe@acme.example"},
    license={"quantity": 2},
    members=[{"login": "john.roe@acme.example"}],
    hostnames=[{"hostname": "shop.acme-shoes.com", "metadata": {"greeting": pulumi.Config().require_secret("greeting")}}],
)
pulumi.export("origin", deployment.fallback_origin.origin)
pulumi.export("cname", acme.hostnames[0].cname)
pulumi.export("status", acme.hostnames[0].status)
pulumi.export("keys", acme.license_keys)
`;
