/**
 * A small correct application, written from CloudFlare's page and not from our own code. Tests give it one
 * mistake: by another rule, or by a relay in front of it.
 */
import { type Context, Hono } from "hono";
import type { Credentials } from "./reference-provider.ts";

type Parameters = Readonly<Record<string, unknown>>;

export interface AppRules {
  isAllowed(authorization: string | undefined): boolean;
  isTosAccepted(value: unknown): boolean;
  isMap(text: unknown): boolean;
  isPlan(plan: unknown): boolean;
  readonly required: Readonly<Record<string, readonly string[]>>;
  toServiceId(key: string): string;
  /** False if a deactivated user cannot be created again. */
  readonly comesBack: boolean;
}

export const appCredentials: Credentials = { user: "cloudflare", password: "pw-5e4d3c2b1a0f9e8d7c6b5a4f3e2d1c0b" };
export const appAuthorization = `Basic ${btoa(`${appCredentials.user}:${appCredentials.password}`)}`;

export const correctAppRules: AppRules = {
  isAllowed: (authorization) => authorization === appAuthorization,
  isTosAccepted: (value) => value === true || value === "1" || value === "true",
  isMap: (text) => {
    try {
      return typeof JSON.parse(String(text)) === "object";
    } catch {
      return false;
    }
  },
  isPlan: (plan) => plan === "basic" || plan === "premium",
  required: {
    user_create: ["user_email", "user_zone", "user_tos"],
    user_deactivate: ["user_email", "user_zone"],
    sub_start: ["user_email", "sub_plan"],
    sub_end: ["user_email", "sub_plan"],
  },
  toServiceId: (key) => Buffer.from(key).toString("hex"),
  comesBack: true,
};

export class ReferenceApp {
  readonly app = new Hono();
  readonly #rules: AppRules;
  readonly #users = new Map<string, { isActive: boolean }>();
  readonly #subscriptions = new Set<string>();

  constructor(rules: Partial<AppRules> = {}) {
    this.#rules = { ...correctAppRules, ...rules };
    this.app.post("/app", (c) => this.#answer(c));
  }

  /** Users that are active or subscribed. */
  present(): string[] {
    const active = [...this.#users].filter(([, { isActive }]) => isActive).map(([key]) => key);
    return [...active, ...this.#subscriptions];
  }

  async #answer(c: Context): Promise<Response> {
    if (!this.#rules.isAllowed(c.req.header("Authorization"))) {
      return c.json({ result: "error", msg: "Who?" }, 401);
    }
    const request = await readParameters(c);
    const problem = this.#problemOf(request) ?? this.#do(request);
    if (problem !== undefined) {
      return c.json({ request, result: "error", msg: problem });
    }
    const service_id = this.#rules.toServiceId(keyOf(request, "user_email", "user_zone"));
    const response = { service_id, service_url: `https://app.example/${service_id}` };
    return c.json({ request, response, result: "success", msg: "Done" });
  }

  #problemOf(request: Parameters): string | undefined {
    const required = this.#rules.required[String(request.act)];
    if (!required) {
      return "There is no such act";
    }
    const missing = required.filter((name) => request[name] === undefined);
    if (missing.length > 0) {
      return `${missing.join(", ")} is missing`;
    }
    if (request.act === "user_create" && !this.#rules.isTosAccepted(request.user_tos)) {
      return "Accept the terms first";
    }
    if (request.user_tokens !== undefined && !this.#rules.isMap(request.user_tokens)) {
      return "user_tokens is no map";
    }
    return request.sub_plan !== undefined && !this.#rules.isPlan(request.sub_plan)
      ? "There is no such plan"
      : undefined;
  }

  #do(request: Parameters): string | undefined {
    const user = keyOf(request, "user_email", "user_zone");
    const subscription = keyOf(request, "user_email", "user_zone", "sub_plan");
    if (request.act === "sub_start") {
      this.#subscriptions.add(subscription);
    }
    if (request.act === "sub_end") {
      this.#subscriptions.delete(subscription);
    }
    if (request.act === "user_create") {
      if (this.#users.get(user)?.isActive === false && !this.#rules.comesBack) {
        return "You have left";
      }
      this.#users.set(user, { isActive: true });
    }
    if (request.act === "user_deactivate") {
      if (!this.#users.has(user)) {
        return "There is no such user";
      }
      this.#users.set(user, { isActive: false });
    }
    return undefined;
  }
}

function keyOf(request: Parameters, ...names: readonly string[]): string {
  return JSON.stringify(names.map((name) => request[name] ?? null));
}

async function readParameters(c: Context): Promise<Parameters> {
  const text = await c.req.text();
  if (c.req.header("Content-Type") !== "application/json") {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && !Array.isArray(body) ? (body as Parameters) : {};
  } catch {
    return {};
  }
}
