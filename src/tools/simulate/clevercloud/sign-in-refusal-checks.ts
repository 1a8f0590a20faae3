import { type Check, skip } from "../check.ts";
import type { ClevercloudMarketplace } from "./clevercloud-marketplace.ts";
import { expectSignedIn, expectTurnedAway, provenAddon } from "./judge-sign-in.ts";
import { signatureOf, tokenOf } from "./sign-in-form.ts";

const today = "Clever Cloud's page since 2025-02";
const breach = "CleverCloud/documentation#523";
/** One minute beyond each proof's period of validity. */
const staleSeconds = { signature: 6 * 60, token: 16 * 60 };
const aheadSeconds = 5 * 60;
/**
 * A provider may accept a double click, which sends a form twice from one browser. A thief uses another
 * browser.
 */
const otherBrowser = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "accept-language": "de-DE,de;q=0.9",
};

/** Sign-ins that are not genuine are refused. */
export const signInRefusalChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "sso.stale",
    guarantee: "a form over 5 minutes old, with a bare token over 15, is refused, in seconds and in milliseconds",
    standsFor: '"You SHOULD verify that it\'s not older than 15 minutes", later 5; an SDK compares in the wrong unit',
    source: `Clever Cloud's page, "SSO"; clevercloud-provider-go, run.go`,
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const ageSeconds = staleSeconds[market.signIn().proof];
      for (const unit of ["seconds", "milliseconds"] as const) {
        const answer = await market.postForm(market.form(id, { ageSeconds, unit }));
        expectTurnedAway(answer, `a form that is ${ageSeconds / 60} minutes old, in ${unit},`);
      }
      return undefined;
    },
  },
  {
    id: "sso.future",
    guarantee: "a form from the future (5 minutes) is refused",
    standsFor: "without this limit, a leaked form from a clock that runs ahead stays valid for that time",
    source: "no known provider has this limit",
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      for (const unit of ["seconds", "milliseconds"] as const) {
        const answer = await market.postForm(market.form(id, { ageSeconds: -aheadSeconds, unit }));
        expectTurnedAway(answer, `a form from 5 minutes ahead, in ${unit},`);
      }
      return undefined;
    },
  },
  {
    id: "sso.forged",
    guarantee: "a form signed with another salt is refused, even if its token is correct",
    standsFor: "only the signature authenticates the form; the token covers neither user nor email",
    source: breach,
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const { salt, proof } = market.signIn();
      const form = market.form(id);
      const otherSalt = `${salt}x`;
      const forged =
        proof === "token"
          ? { ...form, token: tokenOf(form, otherSalt) }
          : { ...form, signature: signatureOf(form, otherSalt) };
      expectTurnedAway(await market.postForm(forged), "a forged form");
      return undefined;
    },
  },
  {
    id: "sso.unsigned",
    guarantee: "a form without signature and token, or with empty ones, is refused",
    standsFor: "unauthenticated data must not be trusted",
    source: 'Clever Cloud\'s page, "SSO"',
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      expectTurnedAway(await market.postForm(market.unsignedForm(id)), "a form without a proof");
      const empty = { ...market.unsignedForm(id), token: "", signature: "" };
      expectTurnedAway(await market.postForm(empty), "a form with an empty proof");
      return undefined;
    },
  },
  {
    id: "sso.stripped",
    guarantee: "a form without its signature and with a changed email is refused, although its token is correct",
    standsFor: "the token does not cover the email, so any user with a valid form could sign in as any other user",
    source: breach,
    severity: "must",
    async run(market) {
      if (market.signIn().proof === "token") {
        skip("a token covers no email (--sso token)");
      }
      const { id } = await provenAddon(market);
      const { signature: _first, ...absent } = { ...market.form(id), email: "victim@example.com" };
      expectTurnedAway(await market.postForm(absent), "a form without its signature and with another email");
      const empty = { ...market.form(id), email: "victim@example.com", signature: "" };
      expectTurnedAway(await market.postForm(empty), "a form with an empty signature and another email");
      return undefined;
    },
  },
  tampered("email", "victim@example.com"),
  tampered("user_id", "user_victim"),
  {
    id: "sso.other-addon",
    guarantee: "a form of one add-on does not open another one",
    standsFor: "the signature covers the id",
    source: today,
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const other = await market.newAddon();
      const answer = await market.postForm({ ...market.form(id), id: other.id });
      expectTurnedAway(answer, "a form that was signed for another add-on");
      return undefined;
    },
  },
  {
    id: "sso.replayed",
    guarantee: "a form that was used once is refused from another browser",
    standsFor: "nothing in the form limits it to one use, so anyone who sees it could use it while it is fresh",
    source: "Clever Cloud's page has no nonce",
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      const form = market.form(id);
      expectSignedIn(await market.postForm(form), "a fresh form");
      expectTurnedAway(await market.postForm(form, {}, otherBrowser), "the same form from another browser");
      return undefined;
    },
  },
  {
    id: "sso.unknown-id",
    guarantee: "a correctly signed form for an id that does not exist is refused",
    standsFor: '"id - The id of the connecting add-on. This is the id you returned on the provision call."',
    source: 'Clever Cloud\'s page, "SSO"',
    severity: "must",
    async run(market) {
      await provenAddon(market);
      expectTurnedAway(await market.postForm(market.form(market.unknownId())), "a form for an unknown add-on");
      return undefined;
    },
  },
  {
    id: "sso.deprovisioned",
    guarantee: "a correctly signed form for an add-on that was deprovisioned is refused",
    standsFor: "former users must not enter a deleted add-on",
    source: "azimuttapp/azimutt, clever_cloud_controller: 410",
    severity: "must",
    async run(market) {
      await provenAddon(market);
      const { id } = await market.newAddon();
      await market.deprovision(id);
      expectTurnedAway(await market.postForm(market.form(id)), "a form for a deprovisioned add-on");
      return undefined;
    },
  },
  {
    id: "sso.incomplete",
    guarantee: "a form without id or timestamp, or with an invalid timestamp, is refused with a 4xx status",
    standsFor: "a form comes from a browser, so it can contain anything",
    source: 'Clever Cloud\'s page, "SSO"',
    severity: "must",
    async run(market) {
      const { id } = await provenAddon(market);
      expectTurnedAway(await market.postForm(market.form("")), "a form with an empty id");
      const notANumber = market.sign({ ...market.unsignedForm(id), timestamp: "now" });
      expectTurnedAway(await market.postForm(notANumber), "a form whose timestamp is no number");
      const noTimestamp = market.sign({ ...market.unsignedForm(id), timestamp: "" });
      expectTurnedAway(await market.postForm(noTimestamp), "a form without a timestamp");
      return undefined;
    },
  },
];

function tampered(field: "email" | "user_id", value: string): Check<ClevercloudMarketplace> {
  return {
    id: `sso.tampered-${field.replace("_", "-")}`,
    guarantee: `a form whose ${field} was changed after signing is refused`,
    standsFor: "privilege escalation: the email was not signed, and providers signed people in by it",
    source: breach,
    severity: "must",
    async run(market) {
      if (market.signIn().proof === "token") {
        skip(`a token covers no ${field} (--sso token)`);
      }
      const { id } = await provenAddon(market);
      expectTurnedAway(await market.postForm({ ...market.form(id), [field]: value }), `a form with another ${field}`);
      return undefined;
    },
  };
}
