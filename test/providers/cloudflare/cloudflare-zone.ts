import { Agent } from "undici";
import { z } from "zod";
import type { CloudflareClient, CustomHostnameBody } from "../../../providers/cloudflare/client.ts";
import { connectCloudflare } from "../../../providers/cloudflare/connect.ts";
import { customHostname } from "../../../providers/cloudflare/custom-hostname/index.ts";
import { fallbackOrigin } from "../../../providers/cloudflare/fallback-origin/index.ts";
import type { Clock } from "../../../providers/http/clock.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import { ResourceDriver } from "../../support/resource-driver.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";

/** The sandbox's default zone, and the one that these tests add. */
export const zoneId = "5a4db0c0ffee00000000000000000001";
export const otherZoneId = "5a4db0c0ffee00000000000000000002";
export const zoneName = "saasprovider.com";
export const originName = `proxy-fallback.${zoneName}`;
export const originRecord = { type: "A" as const, name: originName, content: "203.0.113.7", proxied: true };

type Options = NonNullable<Parameters<typeof startTestSandbox>[0]>;
type ZoneSeeds = NonNullable<NonNullable<NonNullable<Options["seed"]>["cloudflare"]>["zones"]>;
type Kept = ConstructorParameters<typeof ResourceDriver>[1];

const Hostname = z.looseObject({
  id: z.string(),
  hostname: z.string(),
  status: z.string(),
  ssl: z.looseObject({ status: z.string() }).optional(),
  revalidations: z.number(),
});
const TxtRecords = z.array(z.object({ txtName: z.string(), txtValue: z.string() }));
const ZoneState = z.object({
  id: z.string(),
  custom_hostnames: z.array(Hostname),
  fallback_origin: z.object({ origin: z.string(), status: z.string() }).nullable(),
});
const Calls = z.array(z.object({ method: z.string(), route: z.string(), write: z.boolean() }));
const State = z.object({ cloudflare: z.object({ zones: z.array(ZoneState) }) });

/** A write as it was sent. The sandbox's call log has no bodies. */
interface Sent {
  readonly method: string;
  readonly body: unknown;
}

/** A sandbox whose time passes only while a client sleeps, and drivers of its two resources. */
export interface CloudflareZone extends AsyncDisposable {
  readonly sandbox: TestSandbox;
  readonly settings: Settings;
  readonly clock: Clock;
  /** Every PATCH, POST and PUT so far, with its body. */
  readonly sent: readonly Sent[];
  readonly client: CloudflareClient;
  driveHostname(kept?: Kept): ResourceDriver;
  driveOrigin(kept?: Kept): ResourceDriver;
  hostnameHandler(): ReturnType<typeof createHandler>;
  originHandler(): ReturnType<typeof createHandler>;
  /** A driver of the fallback origin with a modified client. */
  driveOriginWith(change: (client: CloudflareClient) => CloudflareClient): ResourceDriver;
  zone(id?: string): Promise<z.infer<typeof ZoneState>>;
  /** Methods and routes of the calls since the last call of this method. */
  newCalls(): Promise<string[]>;
  /** The writes since the last call of this method. */
  newWrites(): Promise<string[]>;
  /** Points a customer's name to the zone, so that it can become active. */
  route(hostname: string): Promise<void>;
  /** Publishes the TXT records that a certificate waits for. */
  prove(records: unknown): Promise<void>;
  /** A driver with a modified client, for behaviour that the sandbox does not have. */
  driveWith(change: (client: CloudflareClient) => CloudflareClient, kept?: Kept): ResourceDriver;
  /** A driver whose first search of the list misses a hostname that is created in that moment. */
  raced(body: CustomHostnameBody): ResourceDriver;
  /** The driver's resource at a Cloudflare that accepts this many PATCHes of a hostname without an effect. */
  deaf(driver: ResourceDriver, times: number): ResourceDriver;
  /** Sets statuses as Cloudflare does on its own. */
  decide(hostname: string, statuses: Record<string, unknown>): Promise<void>;
  pass(seconds: number): Promise<void>;
}

/** Starts a sandbox with an active fallback origin, unless the seed of the zone says otherwise. */
export async function startCloudflare(
  options: {
    readonly zone?: Partial<ZoneSeeds[number]>;
    readonly perPageMax?: number;
    readonly certificateLimit?: { readonly perMinute: number; readonly blockSeconds: number };
  } = {},
): Promise<CloudflareZone> {
  const { zone: _zone, ...withoutZone } = options;
  const home = { name: zoneName, dnsRecords: [originRecord], fallbackOrigin: originName, ...options.zone };
  const other = { id: otherZoneId, name: "other-provider.com" };
  const sandbox = await startTestSandbox({
    timeScale: 0,
    seed: { cloudflare: { zones: [home, other], ...withoutZone } },
  });
  const { settings } = sandbox;
  const clock = clockOf(sandbox);
  const sent: Sent[] = [];
  const agent = new Agent();
  const dispatcher = agent.compose((dispatch) => (request, handler) => {
    if (["POST", "PATCH", "PUT"].includes(request.method)) {
      sent.push({ method: request.method, body: JSON.parse(String(request.body)) });
    }
    return dispatch(request, handler);
  });
  const connect = (from: Settings) => connectCloudflare(from, { clock, dispatcher });
  const hostnameHandler = () => createHandler({ ...customHostname, connect }, { settings, clock });
  const originHandler = () => createHandler({ ...fallbackOrigin, connect }, { settings, clock });
  const driveWith = (change: (client: CloudflareClient) => CloudflareClient, kept?: Kept) => {
    const definition = { ...customHostname, connect: (from: Settings) => change(connect(from)) };
    return new ResourceDriver(createHandler(definition, { settings, clock }), kept);
  };
  let seen = 0;
  const newCalls = async () => {
    const fresh = Calls.parse(await sandbox.control("GET", `/calls?since=${seen}`));
    seen += fresh.length;
    return fresh;
  };
  const named = (calls: z.infer<typeof Calls>) => calls.map(({ method, route }) => `${method} ${route}`);
  return {
    sandbox,
    settings,
    clock,
    sent,
    client: connect(settings),
    hostnameHandler,
    driveWith,
    driveHostname: (kept) => new ResourceDriver(hostnameHandler(), kept),
    originHandler,
    driveOrigin: (kept) => new ResourceDriver(originHandler(), kept),
    driveOriginWith: (change) =>
      new ResourceDriver(
        createHandler({ ...fallbackOrigin, connect: (from) => change(connect(from)) }, { settings, clock }),
      ),
    zone: async (id = zoneId) => {
      const zone = State.parse(await sandbox.state()).cloudflare.zones.find((one) => one.id === id);
      if (!zone) {
        throw new Error(`the sandbox has no zone ${id}`);
      }
      return zone;
    },
    newCalls: async () => named(await newCalls()),
    newWrites: async () => named((await newCalls()).filter(({ write }) => write)),
    route: async (name) => {
      await sandbox.control("POST", "/dns", { name, type: "CNAME", content: originName });
    },
    prove: async (records) => {
      for (const { txtName, txtValue } of TxtRecords.parse(records)) {
        await sandbox.control("POST", "/dns", { name: txtName, type: "TXT", content: txtValue });
      }
    },
    raced: (body) => {
      let isFirst = true;
      return driveWith((client) => ({
        ...client,
        listCustomHostnames: async function* (zone, query) {
          if (isFirst) {
            isFirst = false;
            await client.createCustomHostname(zone, body);
          } else {
            yield* client.listCustomHostnames(zone, query);
          }
        },
      }));
    },
    deaf: ({ id, inputs, outs }, times) => {
      let left = times;
      return driveWith(
        (client) => ({
          ...client,
          updateCustomHostname: (zone, wanted, ...rest) => {
            left -= 1;
            return left < 0
              ? client.updateCustomHostname(zone, wanted, ...rest)
              : client.getCustomHostname(zone, wanted);
          },
        }),
        { id: String(id), inputs, outs },
      );
    },
    decide: async (hostname, statuses) => {
      await sandbox.control("POST", "/cloudflare/hostnames", { hostname, ...statuses });
    },
    pass: (seconds) => clock.sleep(seconds * 1000),
    [Symbol.asyncDispose]: async () => {
      await agent.close();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

/** The client and the sandbox share one clock. */
function clockOf(sandbox: TestSandbox): Clock {
  let nowMs = Date.now();
  return {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      await sandbox.advance(ms / 1000);
    },
  };
}
