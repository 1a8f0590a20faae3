import { z } from "zod";
import { appAuthorization, appCredentials, correctAppRules } from "../../../../support/reference-app.ts";
import { afterwards, bodyOf, insteadWhere, json, type Relay } from "../mutant.ts";
import type { AppMutant } from "./simulated-run.ts";

type Parameters = Readonly<Record<string, unknown>>;
const Echo = z.record(z.string(), z.unknown()).catch({});

async function parametersOf(request: Request): Promise<Parameters> {
  const text = await request.clone().text();
  return text.startsWith("{") ? bodyOf(request) : Object.fromEntries(new URLSearchParams(text));
}

/** Changes the answers to requests like these if the caller is authenticated. */
function changing(
  isMeant: (parameters: Parameters, answer: Parameters) => boolean,
  change: (answer: Parameters) => unknown,
): Relay {
  return afterwards(async (response, request) => {
    const answer = await bodyOf(response);
    return response.ok && isMeant(await parametersOf(request), answer) ? json(change(answer)) : undefined;
  });
}

const isAct = (act: string) => (parameters: Parameters) => parameters.act === act;
const isSuccess = (_parameters: Parameters, { result }: Parameters) => result === "success";
const without = (name: string) => (answer: Parameters) => {
  const { [name]: _left, ...rest } = Echo.parse(answer.request);
  return { ...answer, request: rest };
};
const succeed = (answer: Parameters) => ({ ...answer, result: "success", msg: "Done" });
const isType = (request: Request, type: string) => request.headers.get("content-type") === type;
const withRequired = (act: string, ...names: readonly string[]) => ({
  rules: { required: { ...correctAppRules.required, [act]: names } },
});

let serial = 0;

export const mutants: readonly AppMutant[] = [
  {
    id: "user-create.answer",
    flaw: "says ok for success",
    also: [
      "user-create.echo",
      "user-create.tokens",
      "user-create.more-data",
      "user-create.response",
      "user-create.service",
      "user-create.repeat",
      "user-create.toggle",
      "encoding.form",
      "encoding.json",
    ],
    relay: changing(isAct("user_create"), (answer) =>
      answer.result === "success" ? { ...answer, result: "ok" } : answer,
    ),
  },
  {
    id: "user-create.echo",
    flaw: "does not return the act",
    also: ["user-create.tokens", "user-create.more-data", "encoding.form", "encoding.json"],
    relay: changing(
      (parameters, answer) => isAct("user_create")(parameters) && isSuccess(parameters, answer),
      without("act"),
    ),
  },
  {
    id: "user-create.json-type",
    flaw: "says that it is HTML",
    relay: afterwards(
      async (response) =>
        new Response(await response.text(), { ...toInit(response), headers: { "content-type": "text/html" } }),
    ),
  },
  {
    id: "user-create.tokens",
    flaw: "requires user_tokens that are not JSON",
    rules: { isMap: (text) => !correctAppRules.isMap(text) },
  },
  {
    id: "user-create.tokens",
    flaw: "does not return user_tokens",
    relay: changing(isSuccess, without("user_tokens")),
  },
  {
    id: "user-create.more-data",
    flaw: "returns only known data",
    relay: changing(isSuccess, without("user_language")),
  },
  {
    id: "user-create.response",
    flaw: "has service ids that are numbers",
    relay: changing(isSuccess, (answer) => ({
      ...answer,
      response: { service_id: 7, service_url: "https://app.example" },
    })),
  },
  {
    id: "user-create.response",
    flaw: "has a service_url that is a path",
    relay: changing(isSuccess, (answer) => ({ ...answer, response: { service_id: "7", service_url: "/login" } })),
  },
  {
    id: "user-create.service",
    flaw: "names no service",
    severity: "warning",
    relay: changing(isSuccess, ({ response: _response, ...answer }) => answer),
  },
  { id: "user-create.repeat", flaw: "creates a new service each time", rules: { toServiceId: () => String(++serial) } },
  { id: "user-create.toggle", flaw: "does not reactivate users", rules: { comesBack: false } },
  {
    id: "user-create.tos-refused",
    flaw: "does not check user_tos",
    also: ["act.error-echo"],
    rules: { isTosAccepted: () => true },
  },
  {
    id: "user-create.tos-refused",
    flaw: 'takes "false" for true',
    rules: { isTosAccepted: (value) => value !== "0" && value !== false },
  },
  {
    id: "user-create.missing",
    flaw: "does not require user_zone",
    ...withRequired("user_create", "user_email", "user_tos"),
  },
  {
    id: "user-create.bad-tokens",
    flaw: "fails on broken user_tokens",
    relay: insteadWhere(async (request) =>
      String((await parametersOf(request)).user_tokens).endsWith(": ")
        ? json({ result: "error", msg: "Oh" }, 500)
        : undefined,
    ),
  },
  {
    id: "user-deactivate.answer",
    flaw: "answers a deactivation without a msg",
    relay: changing(isAct("user_deactivate"), (answer) => ({ ...answer, msg: "" })),
  },
  {
    id: "user-deactivate.unknown",
    flaw: "fails for an unknown user",
    relay: afterwards(async (response, request) => {
      const { act } = await parametersOf(request);
      const { result } = await bodyOf(response);
      return act === "user_deactivate" && result === "error" ? json({ result, msg: "Oh" }, 500) : undefined;
    }),
  },
  {
    id: "encoding.form",
    flaw: "does not understand forms",
    subject: { encodings: ["json", "form"] },
    relay: insteadWhere(async (request) =>
      isType(request, "application/x-www-form-urlencoded")
        ? json({ result: "error", msg: "JSON, please" }, 415)
        : undefined,
    ),
  },
  {
    id: "encoding.json",
    flaw: "does not understand JSON",
    relay: insteadWhere(async (request) =>
      isType(request, "application/json") ? json({ result: "error", msg: "A form, please" }, 415) : undefined,
    ),
  },
  {
    id: "sub-start.answer",
    flaw: "does not return the zone of a subscription",
    relay: changing(isAct("sub_start"), without("user_zone")),
  },
  {
    id: "sub-start.without-zone",
    flaw: "requires a zone for each subscription",
    ...withRequired("sub_start", "user_email", "user_zone", "sub_plan"),
  },
  { id: "sub-start.unknown-plan", flaw: "accepts unknown plans", rules: { isPlan: () => true } },
  { id: "sub-start.missing-plan", flaw: "does not require sub_plan", ...withRequired("sub_start", "user_email") },
  {
    id: "sub-end.answer",
    flaw: "does not return the plan that ends",
    also: ["sub-start.without-zone"],
    relay: changing(isAct("sub_end"), without("sub_plan")),
  },
  {
    id: "act.unknown",
    flaw: "accepts any act",
    relay: changing(({ act }) => act === "user_explode", succeed),
  },
  {
    id: "act.error-echo",
    flaw: "returns no data with an error",
    relay: changing(
      (_parameters, { result }) => result === "error",
      ({ request: _request, ...answer }) => answer,
    ),
  },
  {
    id: "body.malformed",
    flaw: "fails on invalid JSON",
    relay: insteadWhere(async (request) =>
      isType(request, "application/json") && Object.keys(await bodyOf(request)).length === 0
        ? json({}, 500)
        : undefined,
    ),
  },
  {
    id: "body.malformed",
    flaw: "accepts a body without parameters",
    relay: changing(({ user_email, act }) => user_email === undefined && act === undefined, succeed),
  },
  {
    id: "credentials.wrong",
    flaw: "checks only the user",
    rules: {
      isAllowed: (authorization = "") =>
        atob(authorization.replace("Basic ", "")).startsWith(`${appCredentials.user}:`),
    },
  },
  {
    id: "credentials.wrong",
    flaw: "checks only the password",
    rules: {
      isAllowed: (authorization = "") =>
        atob(authorization.replace("Basic ", "")).endsWith(`:${appCredentials.password}`),
    },
  },
  {
    id: "credentials.none",
    flaw: "accepts requests without credentials",
    rules: { isAllowed: (authorization) => (authorization ?? appAuthorization) === appAuthorization },
  },
  {
    id: "answers.internals",
    flaw: "shows a PHP stack trace",
    relay: afterwards(async ({ status }) =>
      status === 401 ? json({ msg: "Fatal error in /srv/app/login.php on line 7" }, 401) : undefined,
    ),
  },
  { id: "answers.time", flaw: "is slow", severity: "warning", subject: { slowMs: -1 } },
  {
    id: "answers.clock",
    flaw: "has a wrong clock",
    severity: "warning",
    relay: afterwards(async (response) => {
      response.headers.set("Date", "Thu, 01 Jan 1970 00:00:00 GMT");
      return response;
    }),
  },
];

function toInit({ status }: Response): ResponseInit {
  return { status };
}
