import { createHash } from "node:crypto";
import { html } from "hono/html";

/** The user that the console signs in, and the add-on. */
export interface DashboardVisit {
  /** The manifest's sso_url. */
  readonly ssoUrl: string;
  readonly ssoSalt: string;
  /** The provider's id of the add-on. */
  readonly id: string;
  readonly userId: string;
  readonly email: string;
}

/**
 * Emulates the console menu of an add-on ("SSO"): a page whose button posts the signed form to the provider.
 * The form has the documented token, and the signature that real requests also carry since February 2025.
 * nav-data is empty there, and the timestamp counts seconds.
 */
export function dashboardPage({ ssoUrl, ...visit }: DashboardVisit, now: Date) {
  const fields = Object.entries(signedFields(visit, String(Math.floor(now.getTime() / 1000))));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>The console, emulated</title>
      </head>
      <body>
        <h1>The console, emulated</h1>
        <form method="post" action="${ssoUrl}">
          ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
          <button>Open the add-on's dashboard</button>
        </form>
      </body>
    </html>`;
}

function signedFields({ id, ssoSalt, userId, email }: Omit<DashboardVisit, "ssoUrl">, timestamp: string) {
  const navData = "";
  return {
    id,
    timestamp,
    "nav-data": navData,
    email,
    user_id: userId,
    token: hexOf("sha1", [id, ssoSalt, timestamp]),
    signature: hexOf("sha512", [id, userId, email, navData, ssoSalt, timestamp]),
  };
}

function hexOf(algorithm: "sha1" | "sha512", parts: readonly string[]): string {
  return createHash(algorithm).update(parts.join(":")).digest("hex");
}
