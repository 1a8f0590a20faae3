/** Names as long as the marketplaces, the vendors and our own rules allow. Every page must fit them. */
import { cleverPassword, cleverSalt, testConfig } from "../../support/service-context.ts";

/** 64 characters, the longest common name of a certificate, without a place to wrap. */
export const longHostname = "shop.donaudampfschifffahrtselektrizitaetenhauptwerk.acme-shoe.at";
const localPart = "wolfeschlegelsteinhausenbergerdorff.hubert-blaine.maximilian-the";
/** Local parts of 64 characters, the limit of an address. */
export const longEmail = `${localPart}@procurement.international-shoes-and-boots.co.uk`;
export const longMember = `m${localPart.slice(1)}@procurement.international-shoes-and-boots.co.uk`;
export const longPlan = "enterprise-annual-with-premium-support-and-twenty-five-seats";
export const longOrganisation = "Donaudampfschifffahrtselektrizitaetengesellschaft and Sons International Limited";
export const longWorker = "worker-7d9f8b6c5d-x2x4z.marketplane.svc.production-eu-west-3.internal:184467";
export const longMessage =
  `Cloudflare POST /zones/023e105f4ecef8ad9ca31a8372d0c353/custom_hostnames (HTTP 409, code 1406): ${longHostname} ` +
  "is registered already as 7f3e5b2f3a514f5e9f7c1f0d1b9b6c557f3e5b2f3a514f5e9f7c1f0d1b9b6c55. Remove it there first.";
export const longCounter = "requests-served-by-the-storefront-of-the-region";
export const encryptionKey = "an encryption key of the tests, forty-eight letters";

const origin = "https://acme-shoe.at/clevercloud";
const configVar = "ACME_STOREFRONT_PRIMARY_DATABASE_CONNECTION_POOL_ENDPOINT_URL";

/** A configuration with long names. */
export function longConfig(publicUrl: string) {
  const { deployment } = testConfig();
  const { hostname } = deployment.cnameTarget;
  return testConfig({
    ...{ publicUrl, encryptionKey },
    deployment: {
      ...deployment,
      plans: { ...deployment.plans, [longPlan]: { pricingUid: "pricing-long" } },
      cnameTarget: { hostname: `customers-of-the-storefront-in-the-european-region.${hostname}`, wildcard: true },
      manifest: {
        providerId: "acme",
        name: "Acme Storefront and Inventory Management for Retailers",
        configVars: [configVar, "ACME_LICENSE_KEY"],
        regions: ["eu"],
        production: { baseUrl: `${origin}/resources`, ssoUrl: `${origin}/sso/login` },
      },
    },
    plans: {
      [longPlan]: {
        title: "Enterprise annual with premium support and 25 seats",
        licenses: 25,
        limits: { hostnames: 100, members: 100 },
      },
    },
    clevercloud: {
      ...{ providerId: "acme", password: cleverPassword, ssoSalt: cleverSalt },
      config: {
        [configVar]: `https://${longHostname}/\${tenantId}/${longHostname}`,
        ACME_LICENSE_KEY: `\${licenseKey}`,
      },
    },
    metering: { counters: { [longCounter]: { price: "0.002" } } },
  });
}
