import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { listenError } from "../../core/background/listen-error.ts";
import { apifewBasePath, createApifew } from "./apifew/apifew.ts";
import { AddonStore } from "./clevercloud/addon-store.ts";
import { clevercloudBasePath } from "./clevercloud/callback-url.ts";
import { createClevercloud } from "./clevercloud/clevercloud.ts";
import { createProvider, providerBasePath } from "./clevercloud/provider-endpoint.ts";
import { cloudflareBasePath, createCloudflare } from "./cloudflare/cloudflare.ts";
import { createControl } from "./control.ts";
import { createContext, type RateLimit, type SandboxEnv } from "./sandbox-context.ts";
import { Seed, type SeedInput } from "./seed.ts";

export interface SandboxOptions {
  /** Default: 0, which picks a free port. */
  readonly port?: number | undefined;
  /** Real milliseconds before every vendor's answer. */
  readonly latencyMs?: number | undefined;
  /** Cloudflare's limit per credential; default: the vendor's 1200 calls in 300 seconds. */
  readonly rateLimit?: RateLimit | undefined;
  readonly seed?: SeedInput | undefined;
  /** Speed of the sandbox's clock; 0 stops it, so that it only moves when advanced. */
  readonly timeScale?: number | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** The object of the JSON line that the command prints. */
  readonly ready: SandboxReady;
  readonly url: string;
  close(): Promise<void>;
}

export type SandboxReady = ReturnType<typeof readyOf>;

const host = "127.0.0.1";

/** Starts the emulators of all vendors on one loopback port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const seed = Seed.parse(options.seed ?? {});
  let app = new Hono<SandboxEnv>();
  const listener = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false });
  const server = createServer(listener);
  const url = `http://${host}:${await listen(server, options.port ?? 0)}`;
  const settings = {
    seed,
    origin: url,
    latencyMs: options.latencyMs ?? 0,
    rateLimit: options.rateLimit ?? { calls: 1200, seconds: 300 },
    timeScale: options.timeScale ?? 1,
  };
  const start = (): void => {
    app = createSandboxApp(settings, start);
  };
  start();
  return { ready: readyOf(url, seed), url, close: () => close(server) };
}

/** A complete sandbox from its seed. A reset creates a new one. */
function createSandboxApp(settings: Parameters<typeof createContext>[0], reset: () => void): Hono<SandboxEnv> {
  const context = createContext(settings);
  const store = new AddonStore(context);
  const cloudflare = createCloudflare(context);
  const apifew = createApifew(context);
  const clevercloud = createClevercloud(context, store);
  const provider = createProvider(context, store);
  const app = new Hono<SandboxEnv>();
  app.route(cloudflareBasePath, cloudflare.app);
  app.route(apifewBasePath, apifew.app);
  app.route(clevercloudBasePath, clevercloud.app);
  app.route(providerBasePath, provider.app);
  app.route("/_sandbox", createControl(context, { cloudflare, apifew, clevercloud, provider }, reset));
  return app;
}

function readyOf(url: string, { cloudflare, apifew, clevercloud }: Seed) {
  return {
    cloudflare: `${url}${cloudflareBasePath}`,
    apifew: `${url}${apifewBasePath}`,
    clevercloud: `${url}${clevercloudBasePath}`,
    control: `${url}/_sandbox`,
    credentials: {
      cloudflare: {
        apiToken: cloudflare.apiToken,
        email: cloudflare.email,
        apiKey: cloudflare.apiKey,
        zoneId: cloudflare.zoneId,
        zoneName: cloudflare.zoneName,
      },
      apifew: { key: apifew.key, app: apifew.app },
      clevercloud: {
        providerId: clevercloud.providerId,
        password: clevercloud.password,
        ssoSalt: clevercloud.ssoSalt,
      },
    },
    provider: `${url}${providerBasePath}/clevercloud/resources`,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, { host, port, setting: "--port" })));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(isAddressInfo(address) ? address.port : port);
    });
  });
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
