import { correctRules, hash, type Rules, referenceSalt, signatureOf } from "../../../../support/reference-provider.ts";
import { afterwards, bodyOf, insteadWhere, type Relay } from "../mutant.ts";
import { type ClevercloudMutant, nowMs, signIn } from "./simulated-run.ts";

type Form = Readonly<Record<string, string>>;

const tokenOf = (form: Form, salt: string) => hash("sha1", form.id, salt, form.timestamp);
const isToken = (form: Form, salt: string) => form.token === tokenOf(form, salt);
const proving = (isProven: Rules["isProven"]) => ({ rules: { isProven } });

async function formOf(request: Request): Promise<Form> {
  return Object.fromEntries(new URLSearchParams(await request.clone().text()));
}

/** Refuses forms that the provider should accept. */
const refusing = (isRefused: (form: Form) => boolean) => ({
  relay: insteadWhere(async (request) => {
    const isForm = request.method === "POST" && request.url.endsWith("/sso/login");
    return isForm && isRefused(await formOf(request)) ? new Response("No", { status: 403 }) : undefined;
  }),
});

/** Accepts forms that the provider should refuse. */
const taking = (isTaken: (form: Form) => boolean) => ({
  relay: afterwards(async ({ status }, request) =>
    status === 403 && isTaken(await formOf(request)) ? new Response("Welcome") : undefined,
  ),
});

/** Remembers the ids of calls with this method, and accepts unused forms that it should refuse for them. */
function welcoming(method: string, isTaken: (form: Form, ids: ReadonlySet<string>) => boolean): Relay {
  const ids = new Set<string>();
  const used = new Set<string | undefined>();
  return afterwards(async (response, request) => {
    if (!request.url.endsWith("/sso/login")) {
      if (request.method !== method || !response.ok) {
        return undefined;
      }
      ids.add(method === "DELETE" ? request.url.replace(/.*\//, "") : String((await bodyOf(response)).id));
      return undefined;
    }
    const form = await formOf(request);
    const isFresh = Math.abs(Number(form.timestamp) - nowMs / 1000) < 60 && !used.has(form.signature);
    used.add(form.signature);
    return response.status === 403 && isFresh && isTaken(form, ids) ? new Response("Welcome") : undefined;
  });
}

const withSignature: readonly ClevercloudMutant[] = [
  { id: "sso.good", flaw: "refuses a token next to the signature", ...refusing(({ token }) => token !== undefined) },
  { id: "sso.good", flaw: "is not there", also: ["sso.signature-alone"], ...refusing(() => true) },
  { id: "sso.signature-alone", flaw: "requires the token too", ...refusing(({ token }) => token === undefined) },
  {
    id: "sso.milliseconds",
    flaw: "treats every timestamp as seconds",
    rules: { toSeconds: Number },
  },
  { id: "sso.two-minutes", flaw: "accepts only forms of the last minute", rules: { ageSecondsMax: 60 } },
  { id: "sso.unknown-fields", flaw: "refuses unknown fields", ...refusing(({ name }) => name !== undefined) },
  {
    id: "sso.nav-data",
    flaw: "leaves nav-data out of the signature",
    ...proving((form, salt) => form.signature === signatureOf({ ...form, "nav-data": "" }, salt)),
  },
  {
    id: "sso.encoded-email",
    flaw: "hashes the encoded values",
    ...proving((form, salt) => {
      const email = encodeURIComponent(form.email ?? "").replace("%40", "@");
      return form.signature === signatureOf({ ...form, email }, salt);
    }),
  },
  {
    id: "sso.seconds",
    flaw: "treats every timestamp as milliseconds",
    rules: { toSeconds: (timestamp) => Number(timestamp) / 1000 },
  },
  {
    id: "sso.landing",
    flaw: "redirects to a page that does not exist",
    relay: insteadWhere(async ({ url }) =>
      url.endsWith("/dashboard")
        ? new Response("Not implemented", { status: 501, headers: correctRules.pageHeaders })
        : undefined,
    ),
  },
  { id: "sso.stale", flaw: "does not check the age", rules: { ageSecondsMax: 1e9 } },
  { id: "sso.stale", flaw: "still has the window of 15 minutes", rules: { ageSecondsMax: 15 * 60 } },
  {
    id: "sso.stale",
    flaw: "checks the age only in seconds",
    ...taking(({ timestamp }) => Number(timestamp) > 1e11 && Number(timestamp) < Date.UTC(2031, 4, 6, 7, 8)),
  },
  { id: "sso.future", flaw: "accepts forms from the future", rules: { aheadSecondsMax: 1e9 } },
  {
    id: "sso.forged",
    flaw: "accepts a token alone",
    also: ["sso.stripped", "sso.tampered-email", "sso.tampered-user-id"],
    ...proving((form, salt) => correctRules.isProven(form, salt) || isToken(form, salt)),
  },
  {
    id: "sso.forged",
    flaw: "does not check the signature",
    also: ["sso.unsigned", "sso.stripped", "sso.tampered-email", "sso.tampered-user-id", "sso.other-addon"],
    ...proving((form) => form.signature !== undefined || form.token !== undefined),
  },
  {
    id: "sso.unsigned",
    flaw: "accepts forms without a proof",
    ...proving((form, salt) => correctRules.isProven(form, salt) || (!form.signature && !form.token)),
  },
  {
    id: "sso.stripped",
    flaw: "falls back to the token without a signature",
    ...proving((form, salt) => (form.signature ? correctRules.isProven(form, salt) : isToken(form, salt))),
  },
  {
    id: "sso.tampered-email",
    flaw: "leaves the email out of the signature",
    ...proving(
      (form, salt) =>
        correctRules.isProven(form, salt) ||
        signatureOf({ ...form, email: "simulated@example.com" }, salt) === form.signature,
    ),
  },
  {
    id: "sso.tampered-user-id",
    flaw: "leaves the user out of the signature",
    ...proving(
      (form, salt) =>
        correctRules.isProven(form, salt) ||
        signatureOf({ ...form, user_id: "user_simulated" }, salt) === form.signature,
    ),
  },
  {
    id: "sso.other-addon",
    flaw: "accepts a form for any add-on of the same provider",
    relay: welcoming("POST", (form, ids) =>
      [...ids].some((id) => id !== form.id && form.signature === signatureOf({ ...form, id }, referenceSalt)),
    ),
  },
  {
    id: "sso.deprovisioned",
    flaw: "opens a deprovisioned add-on",
    relay: welcoming("DELETE", ({ id = "" }, ids) => ids.has(id)),
  },
  { id: "sso.replayed", flaw: "accepts a form any number of times", rules: { takesFormsOnce: false } },
  {
    id: "sso.unknown-id",
    flaw: "opens an unknown add-on",
    ...taking(({ id }) => id?.startsWith("unknown") ?? false),
  },
  {
    id: "sso.incomplete",
    flaw: "fails on an invalid timestamp",
    relay: insteadWhere(async (request) =>
      request.url.endsWith("/sso/login") && (await formOf(request)).timestamp === "now"
        ? new Response("Oh", { status: 500 })
        : undefined,
    ),
  },
];

const browser: readonly ClevercloudMutant[] = [
  {
    id: "sso.cookie-http-only",
    flaw: "shows the session to scripts",
    rules: { cookieAttributes: "; Secure; SameSite=None; Partitioned" },
  },
  ...[
    "; HttpOnly; Secure; SameSite=Lax; Partitioned",
    "; HttpOnly; SameSite=None; Partitioned",
    "; HttpOnly; Secure; SameSite=None",
  ].map((cookieAttributes) => ({
    id: "sso.cookie-iframe",
    flaw: `sets cookies with${cookieAttributes}`,
    rules: { cookieAttributes },
  })),
  ...[
    "",
    "default-src 'none'",
    "frame-ancestors *",
    "frame-ancestors https:",
    "frame-ancestors 'self'",
    "frame-ancestors 'none'",
    "frame-ancestors https://evil-clever-cloud.com",
    "frame-ancestors http://console.clever-cloud.com",
    "frame-ancestors https://console.clever-cloud.com, frame-ancestors 'self'",
  ].map((policy) => ({
    id: "sso.frame-ancestors",
    flaw: `says "${policy}"`,
    rules: { pageHeaders: { "Content-Security-Policy": policy } },
  })),
  ...["DENY", "SAMEORIGIN"].map((option) => ({
    id: "sso.frame-options",
    flaw: `says ${option}`,
    rules: { pageHeaders: { ...correctRules.pageHeaders, "X-Frame-Options": option } },
  })),
];

const withToken: readonly ClevercloudMutant[] = [
  {
    id: "sso.legacy-token",
    flaw: "refuses tokens",
    subject: { signIn: { ...signIn, proof: "token" } },
  },
  {
    id: "sso.stale",
    flaw: "accepts tokens for an hour",
    rules: { isProven: isToken, ageSecondsMax: 3600 },
    subject: { signIn: { ...signIn, proof: "token" } },
  },
  {
    id: "sso.forged",
    flaw: "does not check tokens",
    also: ["sso.other-addon"],
    rules: { isProven: ({ token }) => Boolean(token), ageSecondsMax: 900 },
    subject: { signIn: { ...signIn, proof: "token" } },
  },
];

export const signInMutants: readonly ClevercloudMutant[] = [...withSignature, ...browser, ...withToken];
