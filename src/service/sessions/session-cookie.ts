import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

const name = "marketplane";

/** Where a browser keeps a session's key, so that it comes along in the console's iframe too. */
export interface SessionCookie {
  read(c: Context): string | undefined;
  write(c: Context, key: string, expires: Date): void;
  remove(c: Context): void;
}

/** `publicUrl` says whether browsers come by https; what stands between them and this process may speak plain http. */
export function sessionCookie(publicUrl: string): SessionCookie {
  return publicUrl.startsWith("https:") ? secureCookie : plainCookie;
}

const secureCookie: SessionCookie = {
  read: (c) => getCookie(c, name, "host"),
  write: (c, key, expires) =>
    setCookie(c, name, key, { ...secureAttributes, httpOnly: true, sameSite: "None", expires }),
  remove: (c) => {
    deleteCookie(c, name, { ...secureAttributes, httpOnly: true, sameSite: "None" });
  },
};
const secureAttributes = { prefix: "host", path: "/", secure: true, partitioned: true } as const;

const plainCookie: SessionCookie = {
  read: (c) => getCookie(c, name),
  write: (c, key, expires) => {
    // Without https, most browsers drop a cookie with SameSite=None. They keep the second one, which no iframe gets.
    for (const sameSite of ["None", "Lax"] as const) {
      setCookie(c, name, key, { path: "/", httpOnly: true, sameSite, expires });
    }
  },
  remove: (c) => {
    deleteCookie(c, name, { path: "/", httpOnly: true });
  },
};
