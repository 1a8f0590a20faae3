import type { Environment } from "../config/resolve-references.ts";

const vendors = [
  { name: "Cloudflare", env: "CLOUDFLARE_BASE_URL", url: "https://api.cloudflare.com" },
  { name: "apifew", env: "APIFEW_BASE_URL", url: "https://gw.apifew.com" },
  { name: "Clever Cloud", env: "CLEVERCLOUD_BASE_URL", url: "https://api.clever-cloud.com" },
];

/** The vendors' names by the base URLs that they are called at, without a slash at their end; one that several share has all names. */
export function vendorUrls(environment: Environment): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, env, url } of vendors) {
    const base = URL.parse(environment(env) || url);
    if (base !== null) {
      const key = `${base.origin}${base.pathname}`.replace(/\/+$/, "");
      const others = names.get(key);
      names.set(key, others === undefined ? name : `${others}, ${name}`);
    }
  }
  return names;
}
