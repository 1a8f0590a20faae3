import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";

const name = "marketplane-console";
const attributes = { path: "/console", httpOnly: true, sameSite: "Strict" } satisfies CookieOptions;

/**
 * The cookie that holds a session's key. Browsers send it only with requests from the console's own pages.
 */
export interface OperatorCookie {
  read(c: Context): string | undefined;
  write(c: Context, key: string, expires: Date): void;
  remove(c: Context): void;
}

/**
 * `publicUrl` determines whether browsers use https. The name's prefix then prevents setting the cookie over
 * plain http.
 */
export function operatorCookie(publicUrl: string): OperatorCookie {
  const secure = { ...attributes, secure: true, prefix: "secure" } satisfies CookieOptions;
  const isSecure = publicUrl.startsWith("https:");
  return {
    read: (c) => (isSecure ? getCookie(c, name, "secure") : getCookie(c, name)),
    write: (c, key, expires) => setCookie(c, name, key, { ...(isSecure ? secure : attributes), expires }),
    remove: (c) => {
      deleteCookie(c, name, isSecure ? secure : attributes);
    },
  };
}
