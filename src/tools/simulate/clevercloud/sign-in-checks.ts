import { type Check, expectThat, skip } from "../check.ts";
import type { ClevercloudMarketplace } from "./clevercloud-marketplace.ts";
import { expectSignedIn, provenAddon } from "./judge-sign-in.ts";

const today = "Clever Cloud's page since 2025-02";
const secondsOrNot =
  'the page says "a millisecond timestamp", Clever Cloud\'s own SDK and the library the page links to take seconds';
const units = "clevercloud-provider-go, run.go; Redsmin/passport-clevercloud, three releases of 2015-05-15";

/** Genuine sign-ins are accepted. */
export const signInChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "sso.good",
    guarantee: "a fresh form with a SHA-512 signature and the SHA-1 token that is still sent with it signs in",
    standsFor: "signature = sha512(id:user_id:email:nav-data:sso_salt:timestamp)",
    source: today,
    severity: "must",
    async run(market) {
      if (market.signIn().proof === "token") {
        skip("the provider verifies tokens (--sso token)");
      }
      const { id } = await market.sharedAddon();
      if (await market.canSignIn()) {
        return undefined;
      }
      expectSignedIn(await market.postForm(market.form(id)), "a fresh signed form");
      return undefined;
    },
  },
  {
    id: "sso.signature-alone",
    guarantee: "a fresh form without the token signs in, because today's page no longer names the token",
    standsFor: "the page removed `token`, and the calls may follow at any time",
    source: `${today}, commit 3aba4d32`,
    severity: "must",
    async run(market) {
      if (market.signIn().proof === "token") {
        skip("the provider verifies tokens (--sso token)");
      }
      const { id } = await market.sharedAddon();
      await market.canSignIn();
      const { token: _token, ...form } = market.form(id);
      expectSignedIn(await market.postForm(form), "a form with a signature and no token");
      return undefined;
    },
  },
  {
    id: "sso.legacy-token",
    guarantee: "a fresh form with only the SHA-1 token signs in (with --sso token)",
    standsFor: "sha1sum(id + ':' + sso_salt + ':' + timestamp)",
    source: 'Clever Cloud\'s page before 2025-02, "Token"',
    severity: "must",
    async run(market) {
      if (market.signIn().proof === "signature") {
        skip("the provider verifies signatures (--sso signature)");
      }
      const { id } = await market.sharedAddon();
      if (await market.canSignIn()) {
        return undefined;
      }
      expectSignedIn(await market.postForm(market.form(id)), "a fresh form with a token");
      return undefined;
    },
  },
  ...(["seconds", "milliseconds"] as const).map(
    (unit): Check<ClevercloudMarketplace> => ({
      id: `sso.${unit}`,
      guarantee: `a timestamp in ${unit} is accepted`,
      standsFor: secondsOrNot,
      source: units,
      severity: "must",
      async run(market) {
        const { id } = await provenAddon(market);
        const answer = await market.postForm(market.form(id, { unit }));
        expectSignedIn(answer, `a fresh form with a timestamp in ${unit}`);
        return undefined;
      },
    }),
  ),
  {
    id: "sso.two-minutes",
    guarantee: "a form that is two minutes old signs in",
    standsFor: "browsers are slow and clocks differ; five minutes are the marketplace's own window",
    source: today,
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      expectSignedIn(await market.postForm(market.form(id, { ageSeconds: 120 })), "a form that is two minutes old");
      return undefined;
    },
  },
  {
    id: "sso.unknown-fields",
    guarantee: "fields that the page does not name are ignored",
    standsFor: "`name` and `userinfo_signature` are sent, but no page names them",
    source: "clever-client.js, AddonSSOData of the live API, 2025-04",
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const more = { name: "Simulated Add-on", userinfo_signature: "00".repeat(64), app: "app_1" };
      expectSignedIn(await market.postForm(market.form(id), more), "a form with unknown fields");
      return undefined;
    },
  },
  {
    id: "sso.nav-data",
    guarantee: "nav-data with content signs in",
    standsFor:
      '"The nav-data contains information like the current app name"; it is empty today, and part of the signature',
    source: 'Clever Cloud\'s page, "SSO"',
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const navData = Buffer.from('{"appname":"shop & co","addons":[]}').toString("base64url");
      const form = market.sign({ ...market.unsignedForm(id), "nav-data": navData });
      expectSignedIn(await market.postForm(form), "a form with nav-data");
      return undefined;
    },
  },
  {
    id: "sso.encoded-email",
    guarantee: "an email that is encoded in the form, such as jane+shop@example.com, signs in",
    standsFor: "the signature is made of the values after URL decoding",
    source: today,
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const form = market.sign({ ...market.unsignedForm(id), email: "jané+shop@example.com" });
      expectSignedIn(await market.postForm(form), "a form with an encoded email");
      return undefined;
    },
  },
  {
    id: "sso.landing",
    guarantee: "the page after the sign-in opens with the session",
    standsFor: "a provider without a working sso_url showed 501 to its customers",
    source: "will/securekey#5",
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const landing = await market.openLanding(await market.postForm(market.form(id)));
      if (landing === undefined) {
        return "it redirects to another host, which was not checked";
      }
      expectThat(landing.status >= 200 && landing.status < 300, `the page was answered ${landing.status}`);
      return undefined;
    },
  },
];
