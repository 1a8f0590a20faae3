import { type Check, expectThat, skip } from "../check.ts";
import type { ClevercloudMarketplace } from "./clevercloud-marketplace.ts";
import { parseCookie } from "./cookie.ts";
import { frameRules } from "./frame-rules.ts";
import { provenAddon } from "./judge-sign-in.ts";

/**
 * The browser keeps the session and shows the page in the console's iframe, which belongs to another site.
 */
export const browserChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "sso.cookie-http-only",
    guarantee: "the session cookie is HttpOnly",
    standsFor: "an injected script must not be able to read the session",
    source: "OWASP Session Management Cheat Sheet",
    severity: "must",
    async run(market) {
      const cookies = await sessionCookies(market);
      const isKept = cookies.some(({ attributes }) => attributes.has("httponly"));
      expectThat(isKept, `no cookie of the session is HttpOnly: ${names(cookies)}`);
      return undefined;
    },
  },
  {
    id: "sso.cookie-iframe",
    guarantee: "over https, the session cookie is SameSite=None, Secure and Partitioned, so that it works in an iframe",
    standsFor: "the console opens the provider in an iframe, where browsers block any other cookie",
    source: "azimuttapp/azimutt, user_auth.ex",
    severity: "must",
    async run(market) {
      if (market.signIn().opensNewTab) {
        skip("the provider opens in a separate tab (--new-tab)");
      }
      if (!market.signIn().url.startsWith("https:")) {
        skip("browsers accept such cookies only over https, and sso_url is http");
      }
      const cookies = await sessionCookies(market);
      const isFit = cookies.some(({ attributes }) => missingForIframe(attributes).length === 0);
      const lacking = cookies.map(({ name, attributes }) => `${name} lacks ${missingForIframe(attributes).join(", ")}`);
      expectThat(isFit, `no cookie of the session works in an iframe: ${lacking.join("; ")}`);
      return undefined;
    },
  },
  {
    id: "sso.frame-ancestors",
    guarantee: "the console can frame the page, and other sites cannot",
    standsFor: "a provider allowed every site to frame its whole application, which enables clickjacking",
    source: "azimuttapp/azimutt, plug AllowCrossOriginIframe",
    severity: "must",
    async run(market) {
      const { consoleOrigin, opensNewTab } = market.signIn();
      if (opensNewTab) {
        skip("the provider opens in a separate tab (--new-tab)");
      }
      const policy = (await landing(market)).headers.get("content-security-policy");
      const { isRestricted, isAllowed, shown } = frameRules(policy, consoleOrigin);
      expectThat(isRestricted, `any site may frame the page: ${shown}`);
      expectThat(isAllowed, `${consoleOrigin} may not frame the page: ${shown}`);
      return undefined;
    },
  },
  {
    id: "sso.frame-options",
    guarantee: "the page has no X-Frame-Options",
    standsFor: "X-Frame-Options can allow only the page's own site, so some browsers show an empty frame",
    source: "azimuttapp/azimutt, plug AllowCrossOriginIframe",
    severity: "must",
    async run(market) {
      if (market.signIn().opensNewTab) {
        skip("the provider opens in a separate tab (--new-tab)");
      }
      const option = (await landing(market)).headers.get("x-frame-options");
      expectThat(option === null, `the page has X-Frame-Options: ${option}`);
      return undefined;
    },
  },
];

async function sessionCookies(market: ClevercloudMarketplace) {
  const { id } = await provenAddon(market);
  const answer = await market.postForm(market.form(id));
  const cookies = answer.headers.getSetCookie().map(parseCookie);
  if (cookies.length === 0) {
    skip("the sign-in sets no cookie, so the session is kept in another way");
  }
  return cookies;
}

function missingForIframe(attributes: ReadonlyMap<string, string>): string[] {
  return [
    ...(attributes.get("samesite")?.toLowerCase() === "none" ? [] : ["SameSite=None"]),
    ...(attributes.has("secure") ? [] : ["Secure"]),
    ...(attributes.has("partitioned") ? [] : ["Partitioned"]),
  ];
}

async function landing(market: ClevercloudMarketplace) {
  const { id } = await provenAddon(market);
  const page = await market.openLanding(await market.postForm(market.form(id)));
  return page ?? skip("the sign-in redirects to another host, which was not checked");
}

function names(cookies: readonly { readonly name: string }[]): string {
  return cookies.map(({ name }) => name).join(", ");
}
