import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import type { Environment } from "../config/resolve-references.ts";

/** The vendors' names by base URL, without trailing slash. A URL that several vendors share has all names. */
export function vendorUrls(environment: Environment): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { title, settings, baseUrl } of vendorAccounts) {
    const base = URL.parse(environment(settings.baseUrl.env) || baseUrl);
    if (base !== null) {
      const key = `${base.origin}${base.pathname}`.replace(/\/+$/, "");
      const others = names.get(key);
      names.set(key, others === undefined ? title : `${others}, ${title}`);
    }
  }
  return names;
}
