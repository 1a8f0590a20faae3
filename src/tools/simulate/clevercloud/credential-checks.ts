import type { Credentials } from "../basic-credentials.ts";
import { type Check, expectThat } from "../check.ts";
import { expectObject, expectStatus } from "../judge-answer.ts";
import type { Addon, ClevercloudMarketplace } from "./clevercloud-marketplace.ts";

const page = 'Clever Cloud\'s page, "Authentication"';
const everyCall =
  '"Your provider API must check that all calls to it are authenticated with this user/password combination. If the authentication fails, you should return a 401 HTTP status code."';

/** Only the marketplace's calls are accepted. */
export const credentialChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "credentials.wrong-password",
    guarantee: "a wrong password is answered 401",
    standsFor: everyCall,
    source: page,
    severity: "must",
    run: (market) => expectUnauthorized(market, "wrong-password", "provisioning with a wrong password"),
  },
  {
    id: "credentials.wrong-user",
    guarantee: "a wrong user is answered 401, even with the right password",
    standsFor: '"The username must be your provider ID": the page\'s own sample code does not check it',
    source: page,
    severity: "must",
    run: (market) => expectUnauthorized(market, "wrong-user", "provisioning with a wrong user"),
  },
  {
    id: "credentials.none",
    guarantee: "a call without credentials is answered 401 with WWW-Authenticate: Basic",
    standsFor: '"use a Basic authentication"; Clever Cloud\'s own Go SDK checks no credentials at all',
    source: `${page}; clevercloud-provider-go, run.go`,
    severity: "must",
    async run(market) {
      const answer = await market.provision(market.newOrder(), { credentials: "none" });
      expectStatus(answer, 401, "provisioning without credentials");
      const challenge = answer.headers.get("www-authenticate") ?? "";
      expectThat(/\bBasic\b/i.test(challenge), `401 comes without WWW-Authenticate: Basic (it is "${challenge}")`);
      return undefined;
    },
  },
  {
    id: "credentials.every-call",
    guarantee: "plan change and deprovisioning with wrong credentials are answered 401 and change nothing",
    standsFor: everyCall,
    source: page,
    severity: "must",
    async run(market) {
      const addon = await market.newAddon();
      for (const credentials of ["wrong-password", "none"] as const) {
        await expectShut(market, addon, credentials);
      }
      const again = expectObject(await market.provision(addon.body), "provisioning again after that");
      expectThat(String(again.id) === addon.id, "a call with wrong credentials deleted the add-on");
      return undefined;
    },
  },
  {
    id: "credentials.before-existence",
    guarantee: "wrong credentials are answered 401 for an id that does not exist, too",
    standsFor: "an unauthenticated caller must not learn which ids exist; Heroku's marketplace tests this, too",
    source: "heroku/kensa, deprovision check",
    severity: "must",
    async run(market) {
      const { body } = await market.sharedAddon();
      await expectShut(market, { id: market.unknownId(), body }, "wrong-password");
      return undefined;
    },
  },
];

async function expectUnauthorized(market: ClevercloudMarketplace, credentials: Credentials, what: string) {
  expectStatus(await market.provision(market.newOrder(), { credentials }), 401, what);
  return undefined;
}

async function expectShut(market: ClevercloudMarketplace, addon: Addon, credentials: Credentials): Promise<void> {
  if (market.subject.dialect.planChange) {
    const change = await market.changePlan(addon, market.subject.plan, { credentials });
    expectStatus(change, 401, `a plan change with credentials: ${credentials}`);
  }
  const removal = await market.deprovision(addon.id, { credentials });
  expectStatus(removal, 401, `a deprovisioning with credentials: ${credentials}`);
}
