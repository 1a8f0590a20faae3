import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "@marketplane/providers/settings.ts";
import { request } from "undici";
import { type EmulatedVendors, startEmulatedVendors } from "../src/project/demo/emulated-vendors.ts";
import type { BenchContext } from "./bench-case.ts";
import { processCpuSeconds } from "./process-cpu.ts";

/** The latency of all measurements. */
export const latencyMs = 50;

/** Calls per seconds, in the format of both sandbox and provider. */
export const noBudget = "1000000/1";

/** At least as long as any budget's window in the bench. */
const windowSeconds = 61;
const ownWindowSeconds = 301;
const tickMs = 50;

/** Cloudflare's emulator in a separate process. */
export class Vendor {
  /** A budget that never limits the provider. */
  static readonly unlimited = { CLOUDFLARE_RATE_LIMIT: noBudget };

  readonly #vendors: EmulatedVendors;
  readonly #rateLimit: string;
  #seen = 0;
  #cpuSeen = 0;

  private constructor(vendors: EmulatedVendors, rateLimit: string) {
    this.#vendors = vendors;
    this.#rateLimit = rateLimit;
  }

  static async start(
    context: BenchContext,
    {
      latency = latencyMs,
      rateLimit = noBudget,
      seed = {},
    }: { latency?: number; rateLimit?: string; seed?: object } = {},
  ): Promise<Vendor> {
    const folder = join(context.folder, "vendor");
    mkdirSync(folder, { recursive: true });
    const seedFile = join(folder, "seed.json");
    writeFileSync(seedFile, JSON.stringify(seed));
    const flags = ["--latency-ms", String(latency), "--rate-limit", rateLimit];
    const vendors = await startEmulatedVendors(context.root, folder, seedFile, flags);
    context.onEnd(() => vendors.stop());
    return new Vendor(vendors, rateLimit);
  }

  get zoneId(): string {
    return this.#vendors.ready.credentials.cloudflare.zoneId;
  }

  /** Clever Cloud's endpoint and the add-on provider's credentials there. */
  get clevercloud(): { readonly url: string; readonly providerId: string; readonly password: string } {
    return { url: this.#vendors.ready.clevercloud, ...this.#vendors.ready.credentials.clevercloud };
  }

  /** The environment that the provider needs to call this vendor, with the same budget. */
  get variables(): Readonly<Record<string, string>> {
    return {
      CLOUDFLARE_API_TOKEN: this.#vendors.ready.credentials.cloudflare.apiToken,
      CLOUDFLARE_BASE_URL: this.#vendors.ready.cloudflare,
      CLOUDFLARE_RATE_LIMIT: this.#rateLimit,
      APIFEW_KEY: this.#vendors.ready.credentials.apifew.key,
      APIFEW_BASE_URL: this.#vendors.ready.apifew,
    };
  }

  /** The same for clients in this process. They have no budget, because they are not measured. */
  get settings(): Settings {
    const variables: Readonly<Record<string, string>> = { ...this.variables, ...Vendor.unlimited };
    return { configured: () => undefined, environment: (name) => variables[name] };
  }

  /** The number of calls since the last call of this method. */
  async newCalls(): Promise<number> {
    return (await this.newRoutes()).length;
  }

  /** The routes of those calls. Only Cloudflare has a budget; its routes begin with /zones. */
  async newRoutes(): Promise<readonly string[]> {
    const calls = await this.#vendors.calls(this.#seen);
    this.#seen += calls.length;
    return calls.map(({ route }) => route);
  }

  /** The processor seconds of the emulator since the last call of this method. */
  newCpuSeconds(): number {
    const used = processCpuSeconds(this.#vendors.pid);
    const fresh = used - this.#cpuSeen;
    this.#cpuSeen = used;
    return fresh;
  }

  /** Lets the vendor's clock run ahead during `work`, so that no window of its budget fills up. */
  async whileTimeFlies<T>(work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => void this.#advance(windowSeconds).catch(() => undefined), tickMs);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      await this.nextWindow();
    }
  }

  /** Waits out Cloudflare's own budget, whose window is longer. */
  nextBudget(): Promise<void> {
    return this.#advance(ownWindowSeconds);
  }

  /** Starts a new window of the vendor's budget. */
  nextWindow(): Promise<void> {
    return this.#advance(windowSeconds);
  }

  /** Restores the initial state. */
  async reset(): Promise<void> {
    await this.#control("reset", {});
    this.#seen = 0;
  }

  #advance(advanceSeconds: number): Promise<void> {
    return this.#control("clock", { advanceSeconds });
  }

  async #control(action: string, command: unknown): Promise<void> {
    const { statusCode, body } = await request(`${this.#vendors.ready.control}/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(command),
    });
    await body.dump();
    if (statusCode !== 200) {
      throw new Error(`the sandbox answered ${statusCode} to ${action}`);
    }
  }
}
