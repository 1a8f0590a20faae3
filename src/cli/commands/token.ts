import { Command } from "commander";
import { z } from "zod";
import type { Environment } from "../../core/config/resolve-references.ts";
import {
  createToken,
  listTokens,
  revokeTokens,
  rotateToken,
  type TokenFacts,
} from "../../http/kernel/operator-auth/operator-tokens.ts";
import { defineCommand } from "../define-command.ts";
import { Duration } from "../duration.ts";
import { toColumns } from "../to-columns.ts";
import { withControlPlaneDatabase } from "../with-control-plane-database.ts";

const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "must be lower-case letters, digits, dots, - and _, such as jane or ci.deploy");
const common = { config: z.string().default("marketplane.yaml"), json: z.boolean().default(false) };
const commonFlags = { "--config <file>": "configuration (default: marketplane.yaml)", "--json": "prints JSON" };
const nameArgument = { "<name>": "who uses the token; the audit log calls them operator:NAME" };

/** Whoever can reach the database is the owner of the house. */
const actor = "system";

/** marketplane token: the tokens that operators call the API with. */
export function tokenCommand(environment: Environment): Command {
  return new Command("token")
    .description("Tokens for the operators' API, made and revoked at the control plane's database")
    .addCommand(createCommand(environment))
    .addCommand(listCommand(environment))
    .addCommand(rotateCommand(environment))
    .addCommand(revokeCommand(environment));
}

function createCommand(environment: Environment): Command {
  return defineCommand({
    name: "create",
    description: "Makes a token and prints it, once",
    arguments: nameArgument,
    flags: {
      "--scope <scope>": "read, or write for everything",
      "--expires <duration>": "such as 90d or 12h; by default never",
      ...commonFlags,
    },
    options: z.strictObject({
      name: Name,
      scope: z.enum(["read", "write"], { error: "is required: read or write" }),
      expires: Duration.optional(),
      ...common,
    }),
    async handler({ name, scope, expires, config, json }) {
      const token = await withControlPlaneDatabase({ config, environment, mayBeNew: true }, (db) =>
        createToken({ db, name, actor, now: new Date() }, scope, expires),
      );
      printToken({ name, token }, json);
    },
  });
}

function rotateCommand(environment: Environment): Command {
  return defineCommand({
    name: "rotate",
    description: "Makes a token in the place of another, with the same scope and lifetime, and prints it, once",
    arguments: nameArgument,
    flags: {
      "--overlap <duration>": "how long the old token is good yet, such as 0m or 2d (default: 24h)",
      ...commonFlags,
    },
    options: z.strictObject({ name: Name, overlap: Duration.prefault("24h"), ...common }),
    async handler({ name, overlap, config, json }) {
      const token = await withControlPlaneDatabase({ config, environment }, (db) =>
        rotateToken({ db, name, actor, now: new Date() }, overlap),
      );
      printToken({ name, token }, json);
    },
  });
}

function revokeCommand(environment: Environment): Command {
  return defineCommand({
    name: "revoke",
    description: "Ends every token of a name at once",
    arguments: nameArgument,
    flags: commonFlags,
    options: z.strictObject({ name: Name, ...common }),
    async handler({ name, config, json }) {
      const revoked = await withControlPlaneDatabase({ config, environment }, (db) =>
        revokeTokens({ db, name, actor, now: new Date() }),
      );
      if (revoked === 0) {
        throw new Error(`there is no valid token named ${name}`);
      }
      process.stdout.write(json ? `${JSON.stringify({ name, revoked })}\n` : `revoked: ${revoked} of ${name}\n`);
    },
  });
}

function listCommand(environment: Environment): Command {
  return defineCommand({
    name: "list",
    description: "Lists every token that was made, without the tokens themselves",
    flags: commonFlags,
    options: z.strictObject(common),
    async handler({ config, json }) {
      const tokens = await withControlPlaneDatabase({ config, environment }, listTokens);
      process.stdout.write(json ? `${JSON.stringify({ tokens })}\n` : toTable(tokens, new Date()));
    },
  });
}

function printToken({ name, token }: { readonly name: string; readonly token: string }, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify({ name, token })}\n` : `${token}\n`);
  process.stderr.write("This is the only time that the token is shown. Commands read it from MARKETPLANE_TOKEN.\n");
}

function toTable(tokens: readonly TokenFacts[], now: Date): string {
  const toDay = (date: Date | null) => date?.toISOString().slice(0, 16).replace("T", " ") ?? "never";
  const rows = tokens.map(({ name, id, scope, createdAt, expiresAt, revokedAt, lastUsedAt }) => {
    const state = revokedAt ? "revoked" : expiresAt && expiresAt <= now ? "expired" : "valid";
    return [name, id, scope, state, toDay(createdAt), toDay(expiresAt), toDay(lastUsedAt)];
  });
  return toColumns(["NAME", "ID", "SCOPE", "STATE", "CREATED", "EXPIRES", "LAST USED"], rows);
}
