import { type Check, expectThat, skip } from "../check.ts";
import { describe, expectJsonType, isSuccess, type JsonObject } from "../judge-answer.ts";
import type { CloudflareAppMarketplace } from "./cloudflare-app-marketplace.ts";
import { expectDone, expectEcho, expectNotDone } from "./judge-act.ts";

const provisioning = 'CloudFlare\'s page, "User Provisioning"';
const responding = "CloudFlare's page, \"Responding to CloudFlare's Requests\"";

/** Users are created, deactivated and created again. */
export const userChecks: readonly Check<CloudflareAppMarketplace>[] = [
  {
    id: "user-create.answer",
    guarantee: 'a user_create is answered with result "success" and a msg',
    standsFor: '"All responses should include a result string"; "The response should contain a msg string"',
    source: responding,
    severity: "must",
    async run(market) {
      expectDone(await market.act(market.newUser()), "a user_create");
      return undefined;
    },
  },
  {
    id: "user-create.echo",
    guarantee: "the answer returns act, user_email, user_zone and user_tos",
    standsFor: '"The response must pass back the act parameter and any other user data that was sent"',
    source: responding,
    severity: "must",
    async run(market) {
      const user = market.newUser();
      expectEcho(expectDone(await market.act(user), "a user_create"), user, "a user_create");
      return undefined;
    },
  },
  {
    id: "user-create.json-type",
    guarantee: "the answer has a JSON content type",
    standsFor: '"All responses should be JSON formatted."',
    source: responding,
    severity: "must",
    async run(market) {
      expectJsonType(await market.act(market.newUser()), "a user_create");
      return undefined;
    },
  },
  {
    id: "user-create.tokens",
    guarantee: "user_tokens, a map encoded as JSON, is accepted and returned",
    standsFor: '"user_tokens -- A JSON encoded map of token names to token values."',
    source: provisioning,
    severity: "must",
    async run(market) {
      const user = { ...market.newUser(), user_tokens: JSON.stringify({ site_key: "k&=é", "api token": "a b+c" }) };
      expectEcho(expectDone(await market.act(user), "a user_create with tokens"), user, "a user_create with tokens");
      return undefined;
    },
  },
  {
    id: "user-create.more-data",
    guarantee: "data that the page does not name is accepted and returned",
    standsFor: '"The request will consist of at least the following parameters"',
    source: provisioning,
    severity: "must",
    async run(market) {
      const user = { ...market.newUser(), user_language: "fr", user_tos_version: "3" };
      expectEcho(expectDone(await market.act(user), "a user_create with more data"), user, "a user_create");
      return undefined;
    },
  },
  {
    id: "user-create.response",
    guarantee: "service_id and service_url are optional, and a text and a URL",
    standsFor:
      '"service_id - the unique ID that was assigned to the user", "service_url - a URL where the user can login"',
    source: responding,
    severity: "must",
    async run(market) {
      const { id, url } = serviceOf(expectDone(await market.act(market.newUser()), "a user_create"));
      expectThat(id === undefined || (typeof id === "string" && id !== ""), "service_id is not a text, or is empty");
      const isUrl = typeof url === "string" && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
      expectThat(url === undefined || isUrl, `service_url is not an http(s) URL: ${JSON.stringify(url)}`);
      return undefined;
    },
  },
  {
    id: "user-create.service",
    guarantee: "service_id and service_url are present",
    standsFor:
      '"The response may also contain a response object": without it users cannot get from CloudFlare to the service',
    source: responding,
    severity: "should",
    async run(market) {
      const { id, url } = serviceOf(expectDone(await market.act(market.newUser()), "a user_create"));
      expectThat(id !== undefined && url !== undefined, "the answer has no response.service_id and service_url");
      return undefined;
    },
  },
  {
    id: "user-create.repeat",
    guarantee: "a repeated user_create succeeds with the same service_id",
    standsFor: "no page says when a request is repeated, so a repetition is always possible",
    source: 'CloudFlare\'s page is silent; "the unique ID that was assigned to the user"',
    severity: "must",
    async run(market) {
      const user = market.newUser();
      const first = serviceOf(expectDone(await market.act(user), "a user_create"));
      const second = serviceOf(expectDone(await market.act(user), "the same user_create again"));
      expectThat(first.id === second.id, "the same user got another service_id");
      return undefined;
    },
  },
  {
    id: "user-create.toggle",
    guarantee: "enabling and disabling the service several times for one user succeeds each time",
    standsFor: '"It is expected that user may toggle a service on a given zone on or off multiple times."',
    source: provisioning,
    severity: "must",
    async run(market) {
      const user = market.newUser();
      const { user_email = "", user_zone = "" } = user;
      for (const round of ["first", "second", "third"]) {
        expectDone(await market.act(user), `the ${round} user_create`);
        const off = await market.act({ act: "user_deactivate", user_email, user_zone });
        expectThat(isSuccess(off), `the ${round} user_deactivate was answered ${off.status}`);
      }
      return undefined;
    },
  },
  {
    id: "user-create.tos-refused",
    guarantee: 'a user who has not accepted the terms of service gets result "error" and a msg',
    standsFor: '"user_tos -- User has accepted the Terms of Service for the service. Boolean. [REQUIRED]"',
    source: provisioning,
    severity: "must",
    async run(market) {
      for (const user_tos of ["0", "false"]) {
        expectNotDone(await market.act({ ...market.newUser(), user_tos }), `a user_create with user_tos ${user_tos}`);
      }
      return undefined;
    },
  },
  {
    id: "user-create.missing",
    guarantee: 'a user_create without user_email, user_zone or user_tos gets result "error" and a msg',
    standsFor: "user_email, user_zone and user_tos are [REQUIRED]",
    source: provisioning,
    severity: "must",
    async run(market) {
      for (const name of ["user_email", "user_zone", "user_tos"]) {
        const { [name]: _left, ...rest } = market.newUser();
        expectNotDone(await market.act(rest), `a user_create without ${name}`);
      }
      return undefined;
    },
  },
  {
    id: "user-create.bad-tokens",
    guarantee: "user_tokens that are not a JSON map cause no server error",
    standsFor: '"user_tokens -- A JSON encoded map": it is encoded separately from the body',
    source: provisioning,
    severity: "must",
    async run(market) {
      const user = { ...market.newUser(), user_tokens: '{"site_key": ' };
      const answer = await market.act(user);
      expectThat(answer.status < 500, `a user_create with broken user_tokens was answered ${describe(answer)}`);
      return undefined;
    },
  },
  {
    id: "user-deactivate.answer",
    guarantee: 'a user_deactivate is answered with a 2xx status; a body, if any, has result "success" with the echo',
    standsFor: '"It is optional for the service provider to respond to this API call."',
    source: provisioning,
    severity: "must",
    async run(market) {
      const user = market.newUser();
      await market.act(user);
      const { user_email = "", user_zone = "" } = user;
      const ending = { act: "user_deactivate", user_email, user_zone };
      const answer = await market.act(ending);
      if (isSuccess(answer) && answer.text.trim() === "") {
        return "answered without a body, which is allowed";
      }
      expectEcho(expectDone(answer, "a user_deactivate"), ending, "a user_deactivate");
      return undefined;
    },
  },
  {
    id: "user-deactivate.unknown",
    guarantee: "a user_deactivate of an unknown user causes no server error",
    standsFor: "requests may be repeated and reordered",
    source: "CloudFlare's page is silent",
    severity: "must",
    async run(market) {
      const { user_email = "", user_zone = "" } = market.newUser();
      const answer = await market.act({ act: "user_deactivate", user_email, user_zone });
      expectThat(answer.status < 500, `a user_deactivate of an unknown user was answered ${answer.status}`);
      return undefined;
    },
  },
  ...(["form", "json"] as const).map(
    (encoding): Check<CloudflareAppMarketplace> => ({
      id: `encoding.${encoding}`,
      guarantee: `a user_create whose body is ${encoding === "form" ? "a form" : "JSON"} is accepted`,
      standsFor: '"handles POST requests": the page does not say how parameters are encoded',
      source: 'CloudFlare\'s page, "Overview"',
      severity: "must",
      async run(market) {
        if (!market.subject.encodings.includes(encoding)) {
          skip(`the application does not support it (--encoding)`);
        }
        const user = market.newUser();
        const body = expectDone(await market.act(user, { encoding }), `a user_create as ${encoding}`);
        expectEcho(body, user, `a user_create as ${encoding}`);
        return undefined;
      },
    }),
  ),
];

function serviceOf({ response }: JsonObject): { readonly id: unknown; readonly url: unknown } {
  const service = typeof response === "object" && response !== null ? Object.entries(response) : [];
  const values = new Map<string, unknown>(service);
  return { id: values.get("service_id"), url: values.get("service_url") };
}
