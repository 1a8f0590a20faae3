import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

const name = "marketplane";
const secureAttributes = { path: "/", secure: true, partitioned: true, httpOnly: true, sameSite: "None" } as const;

/**
 * The cookies that hold session keys, which browsers also send from the console's iframe. Each tenant has its
 * own cookie, so that several add-ons can be open at once.
 */
export interface SessionCookies {
  /** The key of a tenant's session. */
  read(c: Context, tenantId: string): string | undefined;
  /** The keys of all sessions, including one from before each tenant had its own cookie. */
  readAll(c: Context): readonly string[];
  write(c: Context, tenantId: string, key: string, expires: Date): void;
  remove(c: Context, tenantId: string): void;
}

/** `publicUrl` determines whether browsers use https; a proxy in front of this process may use plain http. */
export function sessionCookies(publicUrl: string): SessionCookies {
  const isSecure = publicUrl.startsWith("https:");
  const prefix = isSecure ? "__Host-" : "";
  const nameOf = (tenantId: string) => `${prefix}${name}-${tenantId}`;
  return {
    read: (c, tenantId) => getCookie(c, nameOf(tenantId)) ?? getCookie(c, `${prefix}${name}`),
    readAll: (c) =>
      Object.entries(getCookie(c)).flatMap(([each, key]) =>
        each === `${prefix}${name}` || isTenants(each, nameOf("")) ? [key] : [],
      ),
    write: (c, tenantId, key, expires) => {
      if (isSecure) {
        return setCookie(c, nameOf(tenantId), key, { ...secureAttributes, expires });
      }
      // Without https, most browsers drop a cookie with SameSite=None. They keep the second one, which is not
      // sent from iframes.
      for (const sameSite of ["None", "Lax"] as const) {
        setCookie(c, nameOf(tenantId), key, { path: "/", httpOnly: true, sameSite, expires });
      }
    },
    remove: (c, tenantId) => {
      const attributes = isSecure ? secureAttributes : { path: "/", httpOnly: true };
      for (const each of [nameOf(tenantId), `${prefix}${name}`]) {
        deleteCookie(c, each, attributes);
      }
    },
  };
}

/** The language cookie has a similar name; a tenant's id has 26 letters. */
function isTenants(cookie: string, prefix: string): boolean {
  return cookie.startsWith(prefix) && /^[a-z]{26}$/.test(cookie.slice(prefix.length));
}
