import { setTimeout } from "node:timers/promises";
import { correctRules, referenceCredentials } from "../../../../support/reference-provider.ts";
import { afterwards, answering, bodyOf, insteadWhere, json } from "../mutant.ts";
import type { ClevercloudMutant } from "./simulated-run.ts";

const unauthorized = () => json({ message: "Wrong credentials" }, 401, { "WWW-Authenticate": "Basic" });
const isUnknownId = (url: string) => new URL(url).pathname.includes("/unknown");
const rightCredentials = `Basic ${btoa(`${referenceCredentials.user}:${referenceCredentials.password}`)}`;

/** Admits a call with any credentials if `isOpen` says so. */
const letIn = (isOpen: (request: Request) => boolean) => ({
  relay: async (request: Request, forward: (request: Request) => Promise<Response>) => {
    if (isOpen(request)) {
      request.headers.set("authorization", rightCredentials);
    }
    return forward(request);
  },
});

let serial = 0;

const provision: readonly ClevercloudMutant[] = [
  {
    id: "provision.answer",
    flaw: "ids are numbers",
    rules: { newId: () => String(++serial) },
    relay: answering("POST", (body) => ({ ...body, id: Number(body.id) })),
  },
  {
    id: "provision.id-in-path",
    flaw: "ids contain a slash",
    severity: "warning",
    rules: { newId: () => `eu/${correctRules.newId()}` },
  },
  {
    id: "provision.config",
    flaw: "a config var is a number",
    relay: answering("POST", (body) => ({ ...body, config: { SHOE_SHOP_URL: 5432 } })),
  },
  {
    id: "provision.config",
    flaw: "the message is an object",
    relay: answering("POST", (body) => ({ ...body, message: { text: "Ready" } })),
  },
  {
    id: "provision.config-vars",
    flaw: "a config var is not in the manifest",
    relay: answering("POST", (body) => ({ ...body, config: { SHOE_SHOP_URL: "x", MYADDON_URL: "y" } })),
  },
  {
    id: "provision.json",
    flaw: "answers 406 to a request for HTML",
    relay: insteadWhere(async ({ method, headers }) =>
      method === "POST" && headers.get("authorization") && headers.get("accept") === "text/html"
        ? json({ message: "Not acceptable" }, 406)
        : undefined,
    ),
  },
  {
    id: "provision.json",
    flaw: "sends JSON as text/plain",
    relay: afterwards(async (response, { headers }) =>
      headers.get("content-type") === "application/json" && response.ok
        ? new Response(await response.text(), { headers: { "content-type": "text/plain" } })
        : undefined,
    ),
  },
  {
    id: "provision.unknown-fields",
    flaw: "accepts only the page's fields",
    relay: insteadWhere(async (request) =>
      "heroku_id" in (await bodyOf(request)) ? json({ message: "heroku_id is unknown" }, 400) : undefined,
    ),
  },
  {
    id: "provision.missing-fields",
    flaw: "requires logplex_token",
    relay: insteadWhere(async (request) => {
      const body = await bodyOf(request);
      return "addon_id" in body && "options" in body !== "logplex_token" in body
        ? undefined
        : "callback_url" in body && !("logplex_token" in body)
          ? json({ message: "logplex_token is required" }, 422)
          : undefined;
    }),
  },
  {
    id: "provision.region-case",
    flaw: "accepts the region only in capitals",
    rules: { isRegion: (region) => region === "EU" },
  },
  {
    id: "provision.repeat",
    flaw: "answers a repeated call with a new password",
    relay: answering("POST", (body) => ({ ...body, config: { SHOE_SHOP_URL: `https://${++serial}@db.example` } })),
  },
  {
    id: "provision.repeat",
    flaw: "creates another add-on each time",
    also: ["provision.parallel", "provision.conflict", "credentials.every-call"],
    rules: { isSameOrder: () => false },
  },
  {
    id: "provision.parallel",
    flaw: "has a race between lookup and write",
    rules: { work: () => setTimeout(1) },
  },
  {
    id: "provision.conflict",
    flaw: "keys add-ons by addon_id and plan",
    rules: { isSameOrder: (known, order) => known.addonId === order.addonId && known.plan === order.plan },
  },
  {
    id: "provision.conflict",
    flaw: "silently accepts another plan",
    rules: { isConflict: () => false },
  },
  {
    id: "provision.unknown-plan",
    flaw: "accepts unknown plans",
    also: ["plan.unknown"],
    rules: { isPlan: (plan) => typeof plan === "string" },
  },
  {
    id: "provision.unknown-plan",
    flaw: "refuses a plan without a message",
    also: ["plan.unknown"],
    relay: afterwards(async ({ status }) => (status === 422 ? new Response(null, { status }) : undefined)),
  },
  {
    id: "provision.missing-plan",
    flaw: "has a default plan",
    relay: async (request, forward) => {
      const body = await bodyOf(request);
      if (request.method !== "POST" || !("addon_id" in body) || typeof body.plan === "string") {
        return forward(request);
      }
      return forward(new Request(request, { body: JSON.stringify({ ...body, plan: "basic" }) }));
    },
  },
  {
    id: "provision.malformed",
    flaw: "fails on invalid JSON",
    relay: insteadWhere(async (request) => {
      const isJson = request.headers.get("content-type") === "application/json";
      return isJson && Object.keys(await bodyOf(request)).length === 0 ? json({ message: "Oh" }, 500) : undefined;
    }),
  },
];

const credentials: readonly ClevercloudMutant[] = [
  {
    id: "credentials.wrong-password",
    flaw: "compares only the beginning of the password",
    also: ["credentials.every-call", "credentials.before-existence"],
    rules: {
      isAllowed: (given, expected) =>
        given?.user === expected.user && given.password.slice(0, 8) === expected.password.slice(0, 8),
    },
  },
  {
    id: "credentials.wrong-password",
    flaw: "answers 403",
    also: ["credentials.wrong-user", "credentials.none", "credentials.every-call", "credentials.before-existence"],
    relay: afterwards(async ({ status }) => (status === 401 ? json({ message: "Forbidden" }, 403) : undefined)),
  },
  {
    id: "credentials.wrong-user",
    flaw: "checks only the password",
    rules: { isAllowed: (given, expected) => given?.password === expected.password },
  },
  {
    id: "credentials.none",
    flaw: "sends no WWW-Authenticate",
    relay: afterwards(async ({ status }) => (status === 401 ? json({ message: "Who?" }, 401) : undefined)),
  },
  {
    id: "credentials.none",
    flaw: "accepts calls without credentials",
    ...letIn(({ method, headers }) => method === "POST" && !headers.get("authorization")),
  },
  {
    id: "credentials.every-call",
    flaw: "protects only provisioning",
    also: ["credentials.before-existence"],
    ...letIn(({ method }) => method === "PUT" || method === "DELETE"),
  },
  {
    id: "credentials.every-call",
    flaw: "deletes before it checks the credentials",
    relay: async (request, forward) => {
      if (request.method !== "DELETE") {
        return forward(request);
      }
      const isRight = request.headers.get("authorization") === rightCredentials;
      request.headers.set("authorization", rightCredentials);
      const response = await forward(request);
      return isRight ? response : unauthorized();
    },
  },
  {
    id: "credentials.before-existence",
    flaw: "looks up the id before the credentials",
    relay: insteadWhere(async ({ url }) => (isUnknownId(url) ? json({ message: "Not found" }, 404) : undefined)),
  },
];

const changes: readonly ClevercloudMutant[] = [
  {
    id: "plan.change",
    flaw: "answers a plan change without JSON",
    also: ["plan.same"],
    relay: afterwards(async ({ ok }, { method }) => (ok && method === "PUT" ? new Response("done") : undefined)),
  },
  {
    id: "plan.change",
    flaw: "answers a plan change with a list of config vars",
    relay: answering("PUT", (body) => ({ ...body, config: ["SHOE_SHOP_URL"] })),
  },
  {
    id: "plan.same",
    flaw: "refuses the current plan",
    relay: insteadWhere(async (request) =>
      request.method === "PUT" && (await bodyOf(request)).plan === "basic" && !isUnknownId(request.url)
        ? request.headers.get("authorization") === rightCredentials
          ? json({ message: "That is the current plan" }, 422)
          : undefined
        : undefined,
    ),
  },
  {
    id: "plan.unknown",
    flaw: "answers 500 to an unknown plan",
    relay: afterwards(async ({ status }, { method }) =>
      method === "PUT" && status === 422 ? json({ message: "Oh" }, 500) : undefined,
    ),
  },
  {
    id: "plan.unknown-id",
    flaw: "changes an add-on that does not exist",
    relay: afterwards(async ({ status }, { method }) =>
      method === "PUT" && status === 404 ? json({ message: "Changed" }) : undefined,
    ),
  },
  {
    id: "deprovision.answer",
    flaw: "answers 202",
    relay: afterwards(async ({ ok }, { method }) => (ok && method === "DELETE" ? json({}, 202) : undefined)),
  },
  {
    id: "deprovision.repeat",
    flaw: "answers 410 to a repeated deprovisioning",
    rules: { isDeletedTwice: false },
  },
  {
    id: "deprovision.repeat",
    flaw: "answers 200 although 410 is declared",
    subject: { dialect: { repeatDelete: 410, planChange: true } },
  },
  {
    id: "deprovision.unknown-id",
    flaw: "fails on an unknown id",
    relay: afterwards(async ({ status }, { method }) =>
      method === "DELETE" && status === 404 ? json({ message: "Oh" }, 500) : undefined,
    ),
  },
];

const answers: readonly ClevercloudMutant[] = [
  ...[
    "Error: no such row\n    at find (/srv/app/store.js:12:34)",
    JSON.stringify({ message: "x", stack: "Error: x\n    at find (/srv/app/store.js:12:34)" }),
    'Traceback (most recent call last):\n  File "api.py", line 3',
    'insert into addons violates unique constraint "addons_pkey"',
    `Wrong password, it is ${referenceCredentials.password}`,
  ].map((text) => ({
    id: "answers.internals",
    flaw: `shows ${JSON.stringify(text.slice(0, 30))}`,
    relay: afterwards(async ({ status }) => (status === 404 ? new Response(text, { status }) : undefined)),
  })),
  {
    id: "answers.time",
    flaw: "is slow",
    severity: "warning",
    subject: { slowMs: -1 },
  },
  {
    id: "answers.clock",
    flaw: "has a clock that is two minutes behind",
    severity: "warning",
    relay: afterwards(async (response) => {
      response.headers.set("Date", new Date(Date.parse(response.headers.get("Date") ?? "") - 120_000).toUTCString());
      return response;
    }),
  },
];

export const apiMutants: readonly ClevercloudMutant[] = [...provision, ...credentials, ...changes, ...answers];
