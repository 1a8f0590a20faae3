import type { Choices } from "./choices.ts";

/** marketplane.yaml of a new project. Secrets and the public URL come from the environment. */
export function controlPlaneConfiguration({ zone, domain, fallbackOrigin, marketplaces }: Choices): string {
  const isAtClevercloud = marketplaces.includes("clevercloud");
  return [
    start({ zone, domain, fallbackOrigin }),
    isAtClevercloud ? manifest(domain) : "",
    "  plans:\n    basic: { pricingUid: ABCDEF1234567890, pricingName: monthly_10 }\nplans:\n  basic: { title: Basic }\n",
    isAtClevercloud ? clevercloud : "",
    marketplaces.includes("cloudflare-app") ? cloudflareApp : "",
  ].join("");
}

function start({ zone, domain, fallbackOrigin }: Pick<Choices, "zone" | "domain" | "fallbackOrigin">): string {
  return `publicUrl: \${PUBLIC_URL}
encryptionKey: \${ENCRYPTION_KEY}
deployment:
  zoneId: ${zone}
  fallbackOrigin:
    hostname: ${fallbackOrigin}
    type: A
    content: 203.0.113.10
  cnameTarget:
    hostname: customers.${domain}
`;
}

function manifest(domain: string): string {
  return `  manifest:
    providerId: sandbox-addon
    name: My SaaS
    configVars: [SANDBOX_ADDON_URL, SANDBOX_ADDON_LICENSE_KEY]
    regions: [eu]
    production:
      baseUrl: https://app.${domain}/clevercloud/resources
      ssoUrl: https://app.${domain}/clevercloud/sso/login
`;
}

const clevercloud = `clevercloud:
  providerId: sandbox-addon
  password: \${CLEVERCLOUD_PROVIDER_PASSWORD}
  ssoSalt: \${CLEVERCLOUD_SSO_SALT}
`;

const cloudflareApp = `cloudflareApp:
  basic:
    user: cloudflare
    password: \${CLOUDFLARE_APP_PASSWORD}
  defaultPlan: basic
`;
