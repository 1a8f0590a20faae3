/**
 * Orders of add-ons over HTTP, recorded durably: the control plane, compared with a bare server of its
 * framework.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { z } from "zod";
import { type Database, openDatabase } from "../../src/core/db/open-database.ts";
import type { BenchCase, BenchContext } from "../bench-case.ts";
import { orderAuthorization, writeControlPlaneConfig } from "../control-plane-config.ts";
import { type Figure, figure } from "../figure.ts";
import { type OrderLoad, runLoad } from "../order-load.ts";
import { removeDatabase } from "../remove-database.ts";
import { sideBySide } from "../rounds.ts";
import { startProgram } from "../started-program.ts";

const connections = 64;
const seconds = { full: 8, quick: 2 };
/** Long enough to compile the code of both and to fill some pages of the tables. */
const warmUpSeconds = 6;
/** A marketplace sends a few orders per minute. */
const perSecondMin = 500;
const p99MsMax = 50;
const password = randomBytes(32).toString("hex");
const authorization = orderAuthorization(password);

const kinds = ["embedded", "PostgreSQL by URL"] as const;
type Kind = (typeof kinds)[number];

const Ready = z.object({ url: z.url() });

export const provision: BenchCase = {
  letter: "g",
  title: "provisions over HTTP with a durable commit",
  run: async (context) => {
    const figures: Figure[] = [];
    for (const kind of kinds) {
      figures.push(...(await measure(context, kind)));
    }
    return figures;
  },
};

async function measure(context: BenchContext, kind: Kind): Promise<Figure[]> {
  const servers = await startServers(context, kind);
  try {
    const usual = { authorization, connections, seconds: seconds[context.isQuick ? "quick" : "full"] };
    const load = (one: Pick<OrderLoad, "url"> & Partial<OrderLoad>) => runLoad(context, { ...usual, ...one });
    context.say(`${kind}: warming up`);
    await load({ url: servers.bare, seconds: warmUpSeconds });
    await load({ url: servers.controlPlane, seconds: warmUpSeconds });
    const rates = await sideBySide(
      context.rounds,
      {
        bare: async () => (await load({ url: servers.bare })).perSecond,
        "control plane": async () => (await load({ url: servers.controlPlane })).perSecond,
      },
      (name, round, value) => context.say(`${kind}, round ${round}: ${name} ${value.toFixed(0)} in a second`),
    );
    const p99s = await sideBySide(
      context.rounds,
      {
        bare: async () => (await load({ url: servers.bare, ratePerSecond: perSecondMin })).p99Ms,
        "control plane": async () => (await load({ url: servers.controlPlane, ratePerSecond: perSecondMin })).p99Ms,
      },
      (name, round, value) =>
        context.say(`${kind}, round ${round}, ${perSecondMin} in a second: ${name} p99 ${value.toFixed(1)} ms`),
    );
    const name = (what: string) => `g: provisions, ${kind}, ${connections} connections: ${what}`;
    const ratio = rates("control plane") / rates("bare");
    return [
      figure(name("bare server, one insert"), rates("bare"), "1/s"),
      figure(name("control plane"), rates("control plane"), "1/s", { is: "at least", limit: perSecondMin }),
      figure(name("control plane by bare server"), ratio, "times"),
      figure(name(`bare server at ${perSecondMin} in a second: p99`), p99s("bare"), "ms"),
      figure(name(`control plane at ${perSecondMin} in a second: p99`), p99s("control plane"), "ms", {
        is: "below",
        limit: p99MsMax,
      }),
    ];
  } finally {
    await servers.stop();
  }
}

/** Both servers on one durable database: acknowledged orders are on disk. */
async function startServers(context: BenchContext, kind: Kind) {
  const folder = join(context.folder, `provision-${kinds.indexOf(kind)}`);
  mkdirSync(folder, { recursive: true });
  const log = pino({ level: "warn" }, process.stderr);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const task of stops.toReversed()) {
      await task();
    }
  };
  try {
    const settings = { folder: join(folder, "database") };
    stops.push(async () => removeDatabase(settings.folder));
    const open = async (joins: boolean): Promise<Database> => {
      const database = await openDatabase(settings, log, { joins });
      stops.push(() => database.close());
      return database;
    };
    const external = kind === "embedded" ? undefined : await open(false);
    // With its log, which has a line for each order. Later work of the engine is not part of an answer.
    const controlPlane = await startProgram(
      [
        join(context.root, "src/cli/main.ts"),
        "serve",
        "--no-worker",
        "--config",
        writeControlPlaneConfig(folder, external),
      ],
      { DATABASE_URL: external?.url ?? "", ADDON_PASSWORD: password, SSO_SALT: password },
      context.signal,
      join(folder, "serve.log"),
    );
    stops.push(controlPlane.stop);
    // The control plane runs the embedded server; this joins it to get its URL.
    const { url } = external ?? (await open(true));
    const program = join(context.root, "bench/programs/bare-server/main.ts");
    const bare = await startProgram([program], toVariables(url), context.signal);
    stops.push(bare.stop);
    return {
      bare: Ready.parse(JSON.parse(bare.line)).url,
      controlPlane: `${Ready.parse(JSON.parse(controlPlane.line)).url}/orders`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The environment variables that PostgreSQL's clients read instead of a URL. */
function toVariables(url: string): Readonly<Record<string, string>> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const [PGUSER, PGPASSWORD] = [decodeURIComponent(username), decodeURIComponent(password)];
  return { PGHOST: hostname, PGPORT: port, PGUSER, PGPASSWORD, PGDATABASE: pathname.slice(1) };
}
