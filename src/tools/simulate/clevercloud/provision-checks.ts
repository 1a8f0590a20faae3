import { z } from "zod";
import { type Check, expectThat, skip } from "../check.ts";
import { expectJsonType, expectObject } from "../judge-answer.ts";
import type { ClevercloudMarketplace } from "./clevercloud-marketplace.ts";

const page = 'Clever Cloud\'s page, "Provisioning"';
const StringMap = z.record(z.string(), z.string());

/** The format of the answer to a provisioning call. */
export const provisionChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "provision.answer",
    guarantee: "a new add-on is answered with a 2xx status and an id that is a text and not empty",
    standsFor: '"id - The add-on id as seen from your side. It MUST be a String."',
    source: page,
    severity: "must",
    async run(market) {
      const { id } = expectObject(await market.provision(market.newOrder()), "provisioning");
      expectThat(typeof id === "string", `the id must be a text, but is ${JSON.stringify(id) ?? "missing"}`);
      expectThat(id !== "", "the id is empty");
      return undefined;
    },
  },
  {
    id: "provision.id-in-path",
    guarantee: "the id needs no encoding in a path: only letters, digits and -._~",
    standsFor: "the id becomes a part of the path of every later call, and not every caller encodes it",
    source: 'Clever Cloud\'s page, "Deprovisioning": DELETE {base_url}/{addon_id}',
    severity: "should",
    async run(market) {
      const { id } = await market.sharedAddon();
      expectThat(/^[\w.~-]+$/.test(id), `the id ${JSON.stringify(id)} must be encoded in a path`);
      return undefined;
    },
  },
  {
    id: "provision.config",
    guarantee: "config and message are optional; config is a map of texts, message a text",
    standsFor: '"config (Optional) - A String -> String map with value for each config_var defined in your manifest."',
    source: page,
    severity: "must",
    async run(market) {
      const { body } = await market.sharedAddon();
      const { config, message } = expectObject(await market.provision(body), "provisioning");
      expectThat(config === undefined || StringMap.safeParse(config).success, "config is not a map of texts");
      expectThat(message === undefined || typeof message === "string", "message is not a text");
      return config === undefined ? "config is missing" : undefined;
    },
  },
  {
    id: "provision.config-vars",
    guarantee: "every key of config is one of the manifest's config_vars",
    standsFor: '"A key that is not in your config_vars will be ignored."',
    source: page,
    severity: "must",
    async run(market) {
      const known = market.subject.configVars ?? skip("the config_vars are not known: use --manifest or --config-var");
      const { body } = await market.sharedAddon();
      const { config } = expectObject(await market.provision(body), "provisioning");
      const keys = typeof config === "object" && config !== null ? Object.keys(config) : [];
      const strangers = keys.filter((key) => !known.includes(key));
      expectThat(strangers.length === 0, `Clever Cloud ignores what is not in config_vars: ${strangers.join(", ")}`);
      return undefined;
    },
  },
  {
    id: "provision.json",
    guarantee: "the answer is JSON with a JSON content type, for any Accept header",
    standsFor: "a provider's DELETE worked but was answered 406 because of its Accept header",
    source: "fission-codes/fission#140",
    severity: "must",
    async run(market) {
      const { body } = await market.sharedAddon();
      for (const accept of ["text/html", "application/xml", "*/*", "application/vnd.clever-cloud.v9+json"]) {
        const what = `provisioning with Accept: ${accept}`;
        const answer = await market.provision(body, { accept });
        expectObject(answer, what);
        expectJsonType(answer, what);
      }
      return undefined;
    },
  },
  {
    id: "provision.unknown-fields",
    guarantee: "fields that the page does not name are ignored",
    standsFor: "the marketplace adds fields: it sends more today than its page says",
    source: "clever-client.js, schema of the live API, 2025-04",
    severity: "must",
    async run(market) {
      const order = market.newOrder({ heroku_id: "app1@example.com", trial: false, features: [{ name: "size" }] });
      expectObject(await market.provision(order), "provisioning with unknown fields");
      return undefined;
    },
  },
  {
    id: "provision.missing-fields",
    guarantee: "logplex_token, owner_name and options may be missing",
    standsFor: "a provider that required logplex_token would have refused every order after the field was removed",
    source: "azimuttapp/azimutt, resource.ex; Clever Cloud dropped the field in 2025-02",
    severity: "must",
    async run(market) {
      const order = market.newOrder({ logplex_token: undefined, owner_name: undefined, options: undefined });
      expectObject(await market.provision(order), "provisioning without logplex_token, owner_name and options");
      return undefined;
    },
  },
  {
    id: "provision.region-case",
    guarantee: "the region is accepted in upper and lower case",
    standsFor: 'the request says "EU", the manifest and the add-on infos say "eu"',
    source: "Clever Cloud's page contradicts itself",
    severity: "must",
    async run(market) {
      const { region } = market.subject;
      const odd = `${region.charAt(0).toUpperCase()}${region.slice(1).toLowerCase()}`;
      for (const written of new Set([region.toLowerCase(), region.toUpperCase(), odd])) {
        const answer = await market.provision(market.newOrder({ region: written }));
        expectObject(answer, `provisioning in the region ${JSON.stringify(written)}`);
      }
      return undefined;
    },
  },
];
