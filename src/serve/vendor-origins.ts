import type { Environment } from "../config/resolve-references.ts";

const vendors = [
  { name: "Cloudflare", env: "CLOUDFLARE_BASE_URL", url: "https://api.cloudflare.com" },
  { name: "apifew", env: "APIFEW_BASE_URL", url: "https://gw.apifew.com" },
  { name: "Clever Cloud", env: "CLEVERCLOUD_BASE_URL", url: "https://api.clever-cloud.com" },
];

/** The vendors' names by the origins that they are called at; one origin that several share, as in the sandbox, has all names. */
export function vendorOrigins(environment: Environment): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, env, url } of vendors) {
    const origin = URL.parse(environment(env) || url)?.origin;
    if (origin !== undefined) {
      const others = names.get(origin);
      names.set(origin, others === undefined ? name : `${others}, ${name}`);
    }
  }
  return names;
}
