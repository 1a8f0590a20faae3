/** What a command's definition does not say. */
export interface CommandNote {
  /** A whole line as it is typed; a test holds it against the command's definition. */
  readonly example: string;
  /** Where they differ from 0, done, and 1, an error. */
  readonly exitCodes?: Readonly<Record<number, string>>;
}

const stopped = {
  0: "told to stop by SIGINT or SIGTERM, and stopped",
  130: "a second SIGINT",
  143: "a second SIGTERM",
};
const checked = { 0: "every check has passed", 1: "a check has not, or an error" };
const answered = { 0: "the answer is a success", 1: "it is none, or there was no answer" };
const clevercloud = "--target https://cp.saasprovider.com/clevercloud/resources --provider-id my-addon";
const app = "--target https://cp.saasprovider.com/cloudflare-app";

/** An example for every command, by what is typed. */
export const commandNotes: Readonly<Record<string, CommandNote>> = {
  "marketplane sandbox": { example: "marketplane sandbox --port 4010 --seed seed.yaml", exitCodes: stopped },
  "marketplane serve": { example: "marketplane serve --config marketplane.yaml --port 8080", exitCodes: stopped },
  "marketplane worker": { example: "marketplane worker --config marketplane.yaml", exitCodes: stopped },
  "marketplane shards": { example: "marketplane shards --json" },
  "marketplane runs": { example: "marketplane runs --shard shard-00 --limit 10" },
  "marketplane doctor": {
    example: "marketplane doctor --config marketplane.yaml",
    exitCodes: { 0: "ready", 1: "something is in the way" },
  },
  "marketplane manifest": {
    example: "marketplane manifest --check",
    exitCodes: { 1: "a rule is broken, a URL answers wrongly, or an error" },
  },
  "marketplane tenants list": { example: "marketplane tenants list --condition Ready:false --limit 20" },
  "marketplane tenants get": { example: "marketplane tenants get kqzvexampleidofatenantabcd" },
  "marketplane tenants create": { example: "marketplane tenants create --file tenant.yaml" },
  "marketplane tenants change": {
    example: "marketplane tenants change kqzvexampleidofatenantabcd --file change.yaml --if-generation 3",
  },
  "marketplane tenants suspend": {
    example: "marketplane tenants suspend kqzvexampleidofatenantabcd --reason 'two unpaid invoices'",
  },
  "marketplane tenants resume": { example: "marketplane tenants resume kqzvexampleidofatenantabcd" },
  "marketplane tenants remove": { example: "marketplane tenants remove kqzvexampleidofatenantabcd" },
  "marketplane requests list": { example: "marketplane requests list --stray --since 2026-11-22T08:00:00Z" },
  "marketplane requests show": { example: "marketplane requests show 4711" },
  "marketplane requests replay": { example: "marketplane requests replay 4711" },
  "marketplane token create": { example: "marketplane token create jane --scope write --expires 90d" },
  "marketplane token list": { example: "marketplane token list" },
  "marketplane token rotate": { example: "marketplane token rotate jane --overlap 2d" },
  "marketplane token revoke": { example: "marketplane token revoke jane" },
  "marketplane audit verify": {
    example: "marketplane audit verify --json",
    exitCodes: { 0: "the log is what was written", 1: "an entry was changed or removed, or an error" },
  },
  "marketplane backup": { example: "marketplane backup --output backup.gz" },
  "marketplane restore": { example: "marketplane restore --input backup.gz" },
  "marketplane adopt": {
    example:
      "marketplane adopt --vendor cloudflare --zone 023e105f4ecef8ad9ca31a8372d0c353 --write-tenants tenants --group-by tenant",
  },
  "marketplane simulate clevercloud check": {
    example: "marketplane simulate clevercloud check --manifest manifest.json --test --plan basic --other-plan pro",
    exitCodes: checked,
  },
  "marketplane simulate clevercloud provision": {
    example: `marketplane simulate clevercloud provision ${clevercloud} --plan basic`,
    exitCodes: answered,
  },
  "marketplane simulate clevercloud change-plan": {
    example: `marketplane simulate clevercloud change-plan ${clevercloud} --id kqzv --plan pro`,
    exitCodes: answered,
  },
  "marketplane simulate clevercloud deprovision": {
    example: `marketplane simulate clevercloud deprovision ${clevercloud} --id kqzv`,
    exitCodes: answered,
  },
  "marketplane simulate clevercloud sso": {
    example: "marketplane simulate clevercloud sso --manifest manifest.json --id kqzv",
    exitCodes: { 0: "signed in", 1: "refused, or there was no answer" },
  },
  "marketplane simulate cloudflare-app check": {
    example: `marketplane simulate cloudflare-app check ${app} --plan premium`,
    exitCodes: checked,
  },
  "marketplane simulate cloudflare-app user_create": {
    example: `marketplane simulate cloudflare-app user_create ${app} --email jane@example.com --zone example.com`,
    exitCodes: answered,
  },
  "marketplane simulate cloudflare-app user_deactivate": {
    example: `marketplane simulate cloudflare-app user_deactivate ${app} --email jane@example.com --zone example.com`,
    exitCodes: answered,
  },
  "marketplane simulate cloudflare-app sub_start": {
    example: `marketplane simulate cloudflare-app sub_start ${app} --email jane@example.com --plan premium`,
    exitCodes: answered,
  },
  "marketplane simulate cloudflare-app sub_end": {
    example: `marketplane simulate cloudflare-app sub_end ${app} --email jane@example.com --plan premium`,
    exitCodes: answered,
  },
  "marketplane reconcile": {
    example: "marketplane reconcile --once --json",
    exitCodes: {
      0: "every tenant is what it should be, or --watch was told to stop",
      1: "some tenants are not, or an error",
    },
  },
  "marketplane preview-comment": {
    example: "marketplane preview-comment --stack production --digest preview.json --post github",
    exitCodes: { 1: "the change must not be applied, or an error" },
  },
  "marketplane drift": {
    example: "marketplane drift --stack production --format sarif --output drift.sarif",
    exitCodes: { 0: "no drift", 1: "something a resource could not be read, compared or remediated", 2: "drift" },
  },
};
