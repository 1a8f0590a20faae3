/** Manual changes at the vendors of the example deployment, each as one call. */
import { z } from "zod";
import type { DriftDeployment } from "./drift-deployment.ts";

const VendorState = z.object({
  cloudflare: z.object({
    zones: z.array(z.object({ custom_hostnames: z.array(z.object({ id: z.string(), hostname: z.string() })) })),
  }),
  apifew: z.object({
    licenses: z.array(z.object({ key: z.string(), ownerLogin: z.string(), userLogin: z.string().nullable() })),
  }),
});

type Change = (deployment: DriftDeployment) => Promise<unknown>;

const jane = "jane.doe@acme.example";
const john = "john.roe@acme.example";
const hank = "hank.scorpio@globex.example";
const basic = "ABCDEF1234567890";
const addonId = "addon_0b5e2c4e-acme";

async function stateOf(deployment: DriftDeployment): Promise<z.infer<typeof VendorState>> {
  return VendorState.parse(await deployment.state());
}

const onHostname =
  (hostname: string, method: string, body?: unknown): Change =>
  async (deployment) => {
    const { cloudflare } = await stateOf(deployment);
    const found = cloudflare.zones.flatMap((zone) => zone.custom_hostnames).find((one) => one.hostname === hostname);
    return found && deployment.vendors.cloudflare(method, `/custom_hostnames/${found.id}`, body);
  };

const onLicense =
  (owner: string, user: string | null | undefined, method: string, body?: unknown): Change =>
  async (deployment) => {
    const { apifew } = await stateOf(deployment);
    const found = apifew.licenses.find(
      ({ ownerLogin, userLogin }) => ownerLogin === owner && (user === undefined || userLogin === user),
    );
    return found && deployment.control(method, `/apifew/licenses/${found.key}`, body);
  };

const status =
  (hostname: string, body: object): Change =>
  (deployment) =>
    deployment.control("POST", "/cloudflare/hostnames", { hostname, ...body });

const apifew =
  (path: string, body: object): Change =>
  ({ vendors }) =>
    vendors.apifew(path, body);

/** By a name that describes the change. */
export const handChanges: Readonly<Record<string, Change>> = {
  "metadata of shop": onHostname("shop.acme-shoes.com", "PATCH", { custom_metadata: { tenant: "acme", canary: true } }),
  "minimal TLS version of shop": onHostname("shop.acme-shoes.com", "PATCH", {
    ssl: { method: "http", type: "dv", settings: { min_tls_version: "1.0" } },
  }),
  "method of status": onHostname("status.acme-shoes.com", "PATCH", { ssl: { method: "txt", type: "dv" } }),
  "unmanaged setting of status": onHostname("status.acme-shoes.com", "PATCH", {
    ssl: { method: "http", type: "dv", settings: { http2: "off" } },
  }),
  "docs deleted": onHostname("docs.globex-energy.com", "DELETE"),
  "shop deleted": onHostname("shop.acme-shoes.com", "DELETE"),
  "www moved": status("www.globex-energy.com", { status: "moved" }),
  "www blocked": status("www.globex-energy.com", { status: "blocked" }),
  "status timed out": status("status.acme-shoes.com", { sslStatus: "validation_timed_out" }),
  "shop expired": status("shop.acme-shoes.com", { sslStatus: "expired" }),
  "foreign hostname": ({ vendors }) =>
    vendors.cloudflare("POST", "/custom_hostnames", {
      hostname: "foreign.customer-shop.com",
      ssl: { method: "http", type: "dv" },
    }),
  "fallback origin deleted": ({ vendors }) => vendors.cloudflare("DELETE", "/custom_hostnames/fallback_origin"),
  "fallback origin moved": ({ vendors }) =>
    vendors.cloudflare("PUT", "/custom_hostnames/fallback_origin", { origin: "customers.saasprovider.com" }),
  "names of jane": apifew("/v2/app/user/info/save", {
    USER_LOGIN: jane,
    USER_SETTINGS: { name_first: "Janet", name_last: "" },
  }),
  "hank deleted": apifew("/v2/app/user/delete", { USER_LOGIN: hank }),
  "john's license released": apifew("/v2/app/pricing/license/release", { PRICING_UID: basic, USER_LOGIN: john }),
  "jane's license released": apifew("/v2/app/pricing/license/release", { PRICING_UID: basic, USER_LOGIN: jane }),
  "a license of hank's deleted": onLicense(hank, undefined, "DELETE"),
  "a license of jane's deleted": onLicense(jane, john, "DELETE"),
  "a license of jane's given to hank": onLicense(jane, jane, "PATCH", { ownerLogin: hank }),
  "a license of hank's ended": onLicense(hank, undefined, "PATCH", { active: false, status: "cancelled" }),
  "a counter of jane's": apifew("/v2/app/user/license/counter/value/save", {
    COUNTER_NAME: "requests",
    USER_LOGIN: jane,
    VALUE: "17",
  }),
  "a newer revision": ({ control }) => control("POST", "/apifew/pricings/revisions", { uid: basic }),
  "another plan of the add-on": ({ control }) => control("PATCH", `/clevercloud/addons/${addonId}`, { plan: "pro" }),
  "another config of the add-on": ({ control }) =>
    control("PATCH", `/clevercloud/addons/${addonId}`, { config: { SANDBOX_ADDON_URL: "https://elsewhere.example" } }),
  "two years": ({ control }) => control("POST", "/clock", { advanceSeconds: 63_072_000 }),
};
