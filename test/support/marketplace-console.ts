import { createHash } from "node:crypto";
import { html } from "hono/html";
import { serveLoopback } from "./serve-loopback.ts";

interface ConsoleOptions {
  /** The provider's sso_url, and its salt. */
  readonly ssoUrl: string;
  readonly salt: string;
  /** The add-on's id at the provider. */
  addonId(): string;
}

/**
 * A marketplace's console as a site of its own: / shows an add-on's page in an iframe, /alone in the whole
 * window. Each time it is opened it makes a new form, as Clever Cloud's "SSO" page says. Returns its origin,
 * which is another site than 127.0.0.1.
 */
export async function startMarketplaceConsole({ ssoUrl, salt, addonId }: ConsoleOptions): Promise<string> {
  const origin = await serveLoopback(async (request) => {
    const isFramed = new URL(request.url).pathname === "/";
    const fields = Object.entries(signedFields(addonId(), salt));
    const page = await html`<!doctype html>
      <html lang="en">
        <head><title>The marketplace's console</title><link rel="icon" href="data:," /></head>
        <body>
          <main>
            <h1>Your add-on</h1>
            <form method="post" action="${ssoUrl}" target="${isFramed ? "addon" : "_top"}">
              ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
              <button>Open the add-on</button>
            </form>
            ${isFramed ? html`<iframe name="addon" title="The add-on" width="1000" height="760"></iframe>` : ""}
          </main>
        </body>
      </html>`;
    return new Response(String(page), { headers: { "Content-Type": "text/html; charset=utf-8" } });
  });
  return origin.replace("127.0.0.1", "localhost");
}

function signedFields(id: string, salt: string): Record<string, string> {
  const form = {
    id,
    email: "jane@acme-shoes.com",
    user_id: "user_jane",
    "nav-data": "",
    timestamp: String(Date.now()),
  };
  const text = [id, form.user_id, form.email, form["nav-data"], salt, form.timestamp].join(":");
  return { ...form, signature: createHash("sha512").update(text).digest("hex") };
}
