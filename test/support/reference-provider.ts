/**
 * A small correct add-on provider, written from Clever Cloud's page and not from our own code. Tests give it
 * one mistake: by another rule, or by a proxy in front of it.
 */
import { createHash, randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

interface Order {
  readonly addonId: string;
  plan: string;
}

interface Resource extends Order {
  readonly id: string;
  isDeleted: boolean;
}

type Form = Readonly<Record<string, string>>;

/** The provider's rules; each can be broken separately. */
export interface Rules {
  isAllowed(given: Credentials | undefined, expected: Credentials): boolean;
  newId(): string;
  isRegion(region: unknown): boolean;
  isPlan(plan: unknown): boolean;
  isSameOrder(known: Order, order: Order): boolean;
  isConflict(known: Order, order: Order): boolean;
  /** Delay while the provider creates a resource, between the lookup and the write. */
  work(): Promise<void> | undefined;
  /** False if a second deprovisioning is answered 410. */
  readonly isDeletedTwice: boolean;
  isProven(form: Form, salt: string): boolean;
  /** The time of a timestamp, in seconds. */
  toSeconds(timestamp: string): number;
  readonly ageSecondsMax: number;
  readonly aheadSecondsMax: number;
  readonly takesFormsOnce: boolean;
  readonly cookieAttributes: string;
  readonly pageHeaders: Readonly<Record<string, string>>;
}

export interface ReferenceProviderOptions {
  readonly rules?: Partial<Rules>;
  now(): number;
}

export const referenceCredentials: Credentials = {
  user: "shoe-shop",
  password: "pw-9b1f0c5d7e2a4836b1c0d9e8f7a6b5c4d3e2",
};
export const referenceSalt = "salt-0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e";

export const hash = (algorithm: string, ...values: readonly (string | undefined)[]) =>
  createHash(algorithm).update(values.join(":")).digest("hex");

export const signatureOf = (form: Form, salt: string) =>
  hash("sha512", form.id, form.user_id, form.email, form["nav-data"], salt, form.timestamp);

export const correctRules: Rules = {
  isAllowed: (given, expected) => given?.user === expected.user && given.password === expected.password,
  newId: () => [...randomBytes(26)].map((byte) => String.fromCharCode(97 + (byte % 26))).join(""),
  isRegion: (region) => /^eu$/i.test(String(region)),
  isPlan: (plan) => plan === "basic" || plan === "premium",
  isSameOrder: (known, { addonId }) => known.addonId === addonId,
  isConflict: (known, { plan }) => known.plan !== plan,
  work: () => undefined,
  isDeletedTwice: true,
  isProven: (form, salt) => form.signature === signatureOf(form, salt),
  toSeconds: (timestamp) => (Number(timestamp) > 1e11 ? Number(timestamp) / 1000 : Number(timestamp)),
  ageSecondsMax: 5 * 60,
  aheadSecondsMax: 60,
  takesFormsOnce: true,
  cookieAttributes: "; Path=/; HttpOnly; Secure; SameSite=None; Partitioned",
  pageHeaders: { "Content-Security-Policy": "default-src 'none'; frame-ancestors https://console.clever-cloud.com" },
};

export class ReferenceProvider {
  readonly app = new Hono();
  readonly #rules: Rules;
  readonly #now: () => number;
  readonly #resources = new Map<string, Resource>();
  readonly #usedForms = new Set<string>();
  readonly #sessions = new Map<string, Resource>();

  constructor({ rules, now }: ReferenceProviderOptions) {
    this.#rules = { ...correctRules, ...rules };
    this.#now = now;
    const resources = "/clevercloud/resources";
    this.app.use(`${resources}/*`, async (c, next) => this.#refuseStrangers(c) ?? next());
    this.app.post(resources, (c) => this.#provision(c));
    this.app.put(`${resources}/:id`, (c) => this.#changePlan(c));
    this.app.delete(`${resources}/:id`, (c) => this.#deprovision(c));
    this.app.post("/clevercloud/sso/login", (c) => this.#signIn(c));
    this.app.get("/dashboard", (c) => this.#dashboard(c));
  }

  /** The customers' add-ons. */
  present(): Resource[] {
    return [...this.#resources.values()].filter(({ isDeleted }) => !isDeleted);
  }

  #refuseStrangers(c: Context): Response | undefined {
    const [, encoded = ""] = /^Basic (.+)$/.exec(c.req.header("Authorization") ?? "") ?? [];
    const text = Buffer.from(encoded, "base64").toString();
    const at = text.indexOf(":");
    const given = at < 0 ? undefined : { user: text.slice(0, at), password: text.slice(at + 1) };
    if (this.#rules.isAllowed(given, referenceCredentials)) {
      return undefined;
    }
    return c.json({ message: "Wrong credentials" }, 401, { "WWW-Authenticate": 'Basic realm="provider"' });
  }

  async #provision(c: Context): Promise<Response> {
    const body = await readJson(c);
    if (typeof body?.addon_id !== "string" || typeof body.plan !== "string") {
      return c.json({ message: "addon_id and plan are required" }, 400);
    }
    const { addon_id: addonId, plan } = body;
    if (!this.#rules.isPlan(plan)) {
      return c.json({ message: `There is no plan ${plan}` }, 422);
    }
    if (!this.#rules.isRegion(body.region)) {
      return c.json({ message: "There is no such region" }, 422);
    }
    const known = this.present().find((resource) => this.#rules.isSameOrder(resource, { addonId, plan }));
    if (known && this.#rules.isConflict(known, { addonId, plan })) {
      return c.json({ message: "Ordered with another plan" }, 409);
    }
    if (known) {
      return c.json(toWire(known));
    }
    const id = this.#rules.newId();
    const work = this.#rules.work();
    if (work) {
      await work;
    }
    const resource = { id, addonId, plan, isDeleted: false };
    this.#resources.set(id, resource);
    return c.json(toWire(resource));
  }

  async #changePlan(c: Context): Promise<Response> {
    const resource = this.#resources.get(c.req.param("id") ?? "");
    if (!resource || resource.isDeleted) {
      return c.json({ message: "There is no such add-on" }, 404);
    }
    const plan = (await readJson(c))?.plan;
    if (!this.#rules.isPlan(plan)) {
      return c.json({ message: "There is no such plan" }, 422);
    }
    resource.plan = String(plan);
    return c.json({ config: toWire(resource).config, message: "Changed" });
  }

  #deprovision(c: Context): Response {
    const resource = this.#resources.get(c.req.param("id") ?? "");
    if (!resource) {
      return c.json({ message: "There is no such add-on" }, 404);
    }
    if (resource.isDeleted && !this.#rules.isDeletedTwice) {
      return c.json({ message: "It is gone" }, 410);
    }
    resource.isDeleted = true;
    return c.json({});
  }

  async #signIn(c: Context): Promise<Response> {
    const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const resource = this.#resources.get(form.id ?? "");
    const problem = this.#problemOf(form, resource);
    if (!resource || problem !== undefined) {
      return c.html(`<p>${problem}</p>`, 403);
    }
    const session = randomBytes(16).toString("hex");
    this.#sessions.set(session, resource);
    c.header("Set-Cookie", `session=${session}${this.#rules.cookieAttributes}`);
    return c.redirect("/dashboard", 303);
  }

  #problemOf(form: Form, resource: Resource | undefined): string | undefined {
    const { isProven, toSeconds, ageSecondsMax, aheadSecondsMax, takesFormsOnce } = this.#rules;
    if (!isProven(form, referenceSalt)) {
      return "This form is not Clever Cloud's";
    }
    const ageSeconds = this.#now() / 1000 - toSeconds(form.timestamp || "no time");
    if (!(ageSeconds <= ageSecondsMax && ageSeconds >= -aheadSecondsMax)) {
      return "This form is not of now";
    }
    if (!resource || resource.isDeleted) {
      return "There is no such add-on";
    }
    const key = JSON.stringify([form.id, form.timestamp, form.signature ?? form.token]);
    if (takesFormsOnce && this.#usedForms.has(key)) {
      return "This form was used";
    }
    this.#usedForms.add(key);
    return undefined;
  }

  #dashboard(c: Context): Response | Promise<Response> {
    const [, session = ""] = /session=(\w+)/.exec(c.req.header("Cookie") ?? "") ?? [];
    const resource = this.#sessions.get(session);
    for (const [name, value] of Object.entries(this.#rules.pageHeaders)) {
      c.header(name, value);
    }
    return resource ? c.html(`<p>${resource.plan}</p>`) : c.html("<p>Sign in</p>", 401);
  }
}

function toWire({ id, addonId }: Resource) {
  return { id, config: { SHOE_SHOP_URL: `https://secret:${hash("sha1", addonId)}@db.example` }, message: "Ready" };
}

async function readJson(c: Context): Promise<Record<string, unknown> | undefined> {
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === "object" && body !== null && !Array.isArray(body)
    ? (body as Record<string, unknown>)
    : undefined;
}
