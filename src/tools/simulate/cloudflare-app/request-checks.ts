import { type Check, expectThat, skip } from "../check.ts";
import { describe } from "../judge-answer.ts";
import type { CloudflareAppMarketplace } from "./cloudflare-app-marketplace.ts";
import { expectEcho, expectNotDone } from "./judge-act.ts";

const acts = 'CloudFlare\'s page, "Requests from CloudFlare"';
const noAuthentication = "the page names no authentication, so an endpoint without one serves any caller";
const own = "CloudFlare's page is silent";
const closedStatuses: readonly number[] = [401, 403, 404];

/** Requests that CloudFlare does not send. */
export const requestChecks: readonly Check<CloudflareAppMarketplace>[] = [
  {
    id: "act.unknown",
    guarantee: 'an unknown act, or none, gets result "error" and a msg',
    standsFor: '"The act parameter will have one of the following values"',
    source: acts,
    severity: "must",
    async run(market) {
      const { act: _act, ...none } = market.newUser();
      expectNotDone(await market.act({ ...none, act: "user_explode" }), "an unknown act");
      expectNotDone(await market.act(none), "a request without an act");
      return undefined;
    },
  },
  {
    id: "act.error-echo",
    guarantee: "an error answer also returns the data of the request",
    standsFor: '"The response must pass back the act parameter and any other user data that was sent"',
    source: "CloudFlare's page, \"Responding to CloudFlare's Requests\"",
    severity: "must",
    async run(market) {
      const user = { ...market.newUser(), user_tos: "0" };
      expectEcho(expectNotDone(await market.act(user), "a refused user_create"), user, "a refused user_create");
      return undefined;
    },
  },
  {
    id: "body.malformed",
    guarantee: "an unreadable body causes no server error",
    standsFor: "a caller's mistake is not a server failure: a 5xx raises alarms and is retried",
    source: own,
    severity: "must",
    async run(market) {
      for (const [type, body] of [
        ["application/json", '{"act": "user_create", '],
        ["application/json", "[1]"],
        ["application/x-www-form-urlencoded", ""],
        ["text/plain", "act"],
      ] as const) {
        const answer = await market.postRaw(body, type);
        const what = `the body ${JSON.stringify(body)} as ${type}`;
        expectThat(answer.status < 500, `${what} was answered ${describe(answer)}`);
        expectThat(!/"result"\s*:\s*"success"/.test(answer.text), `${what} succeeded`);
      }
      return undefined;
    },
  },
  {
    id: "credentials.wrong",
    guarantee: "wrong credentials, or a wrong secret in the path, are answered 401, 403 or 404",
    standsFor: noAuthentication,
    source: own,
    severity: "must",
    async run(market) {
      await expectClosed(market, "wrong-password");
      await expectClosed(market, "wrong-user");
      return undefined;
    },
  },
  {
    id: "credentials.none",
    guarantee: "a call without credentials, or without the secret in the path, is answered 401, 403 or 404",
    standsFor: noAuthentication,
    source: own,
    severity: "must",
    async run(market) {
      await expectClosed(market, "none");
      return undefined;
    },
  },
];

async function expectClosed(market: CloudflareAppMarketplace, credentials: "wrong-password" | "wrong-user" | "none") {
  const { account, pathSecret } = market.subject;
  if (!account && pathSecret === undefined) {
    skip("no credentials are set");
  }
  const answer = await market.act(market.newUser(), { credentials });
  const isClosed = closedStatuses.includes(answer.status);
  expectThat(isClosed, `a user_create with credentials: ${credentials} was answered ${describe(answer)}`);
}
