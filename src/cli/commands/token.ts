import { Command } from "commander";
import { z } from "zod";
import {
  createToken,
  listTokens,
  revokeTokens,
  rotateToken,
  type TokenFacts,
} from "../../core/sign-in/operator-tokens.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { Duration } from "../kernel/option-types.ts";
import { toColumns } from "../kernel/to-columns.ts";
import { withControlPlaneDatabase } from "../kernel/with-control-plane-database.ts";

const commonOptions = { config: configOption, json: jsonOption };
const nameArgument = {
  name: defineOption({
    description: "who uses the token; the audit log names them operator:NAME",
    schema: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9._-]{0,62}$/,
        "must be lower-case letters, digits, dots, - and _, such as jane or ci.deploy",
      ),
  }),
};

/**
 * Access to the database is the only credential that these commands need, so the audit log names no operator.
 */
const actor = "system";

/** marketplane token: the tokens of the operators' API. */
export function tokenCommand(environment: CommandEnvironment): Command {
  return new Command("token")
    .description("Tokens for the operators' API, created and revoked in the control plane's database")
    .addCommand(createCommand(environment))
    .addCommand(listCommand(environment))
    .addCommand(rotateCommand(environment))
    .addCommand(revokeCommand(environment));
}

function createCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "create",
    description: "Create a token and print it, once",
    example: "marketplane token create jane --scope write --expires 90d",
    arguments: nameArgument,
    options: {
      scope: defineOption({
        value: "<scope>",
        description: "read, or write (which includes read)",
        schema: z.enum(["read", "write"], { error: "is required: read or write" }),
      }),
      expires: defineOption({
        value: "<duration>",
        description: "lifetime, such as 90d or 12h (default: unlimited)",
        schema: Duration.optional(),
      }),
      ...commonOptions,
    },
    async handler({ name, scope, expires, config, json }) {
      const token = await withControlPlaneDatabase({ config, environment, mayBeNew: true }, (db) =>
        createToken({ db, name, actor, now: environment.now() }, scope, expires),
      );
      printToken(environment, { name, token }, json);
    },
  });
}

function rotateCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "rotate",
    description: "Create a token that replaces another, with the same scope and lifetime, and print it, once",
    example: "marketplane token rotate jane --overlap 2d",
    arguments: nameArgument,
    options: {
      overlap: defineOption({
        value: "<duration>",
        description: "how long the old token stays valid, such as 0m or 2d",
        schema: Duration.prefault("24h"),
      }),
      ...commonOptions,
    },
    async handler({ name, overlap, config, json }) {
      const token = await withControlPlaneDatabase({ config, environment }, (db) =>
        rotateToken({ db, name, actor, now: environment.now() }, overlap),
      );
      printToken(environment, { name, token }, json);
    },
  });
}

function revokeCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "revoke",
    description: "Revoke every token of a name at once",
    example: "marketplane token revoke jane",
    arguments: nameArgument,
    options: commonOptions,
    async handler({ name, config, json }) {
      const revoked = await withControlPlaneDatabase({ config, environment }, (db) =>
        revokeTokens({ db, name, actor, now: environment.now() }),
      );
      if (revoked === 0) {
        throw new Error(`there is no valid token named ${name}`);
      }
      print(environment, { name, revoked }, { json, toText: () => `revoked: ${revoked} of ${name}\n` });
    },
  });
}

function listCommand(environment: CommandEnvironment): Command {
  return defineCommand({
    name: "list",
    description: "List every token, without the secrets",
    example: "marketplane token list",
    options: commonOptions,
    async handler({ config, json }) {
      const tokens = await withControlPlaneDatabase({ config, environment }, listTokens);
      print(environment, { tokens }, { json, toText: () => toTable(tokens, environment.now()) });
    },
  });
}

interface NewToken {
  readonly name: string;
  readonly token: string;
}

function printToken(environment: CommandEnvironment, created: NewToken, json: boolean): void {
  print(environment, created, { json, toText: ({ token }) => `${token}\n` });
  environment.stderr.write("This token is shown only once. Commands read it from MARKETPLANE_TOKEN.\n");
}

function toTable(tokens: readonly TokenFacts[], now: Date): string {
  const toDay = (date: Date | null) => date?.toISOString().slice(0, 16).replace("T", " ") ?? "never";
  const rows = tokens.map(({ name, id, scope, createdAt, expiresAt, revokedAt, lastUsedAt }) => {
    const state = revokedAt ? "revoked" : expiresAt && expiresAt <= now ? "expired" : "valid";
    return [name, id, scope, state, toDay(createdAt), toDay(expiresAt), toDay(lastUsedAt)];
  });
  return toColumns(["NAME", "ID", "SCOPE", "STATE", "CREATED", "EXPIRES", "LAST USED"], rows);
}
