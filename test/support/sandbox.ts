import { z } from "zod";
import type { Settings } from "../../providers/settings.ts";
import { type Sandbox, type SandboxReady, startSandbox } from "../../src/tools/sandbox/server.ts";

/** The settings that point our clients at a sandbox. */
export function settingsOf({ cloudflare, apifew, clevercloud, credentials }: SandboxReady): Settings {
  const configuration: Record<string, string> = {
    // A test changes things by hand between two reads, faster than any two runs of the engine follow each other.
    "marketplane:bulkReads": "off",
    "cloudflare:apiToken": credentials.cloudflare.apiToken,
    "cloudflare:baseUrl": cloudflare,
    "apifew:key": credentials.apifew.key,
    "apifew:baseUrl": apifew,
    "clevercloud:providerId": credentials.clevercloud.providerId,
    "clevercloud:password": credentials.clevercloud.password,
    "clevercloud:baseUrl": clevercloud,
  };
  return { configured: (key) => configuration[key], environment: () => undefined };
}

const Call = z.object({
  vendor: z.string(),
  method: z.string(),
  route: z.string(),
  status: z.number().nullable(),
  write: z.boolean(),
});
export type Call = z.infer<typeof Call>;

/** A fault that the sandbox answers matching calls with. */
export interface FaultBody {
  readonly vendor?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly reset?: boolean;
  readonly malformed?: boolean;
  readonly delayMs?: number;
  readonly times?: number;
  /** Lets this many matching calls pass first. */
  readonly skip?: number;
  readonly afterCommit?: boolean;
  readonly retryAfter?: number;
}

/** The world of a test: a sandbox and the hand that moves it. */
export interface World extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  calls(): Promise<Call[]>;
  state(): Promise<unknown>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(fault: FaultBody): Promise<unknown>;
  advance(seconds: number): Promise<unknown>;
}

/** Starts a sandbox of the test's own; its clock runs as told, by default twenty times as fast as ours. */
export async function startWorld(options: Parameters<typeof startSandbox>[0] = {}): Promise<World> {
  const sandbox = await startSandbox({ timeScale: 20, ...options });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.ready.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`the sandbox refused ${method} ${path}: ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    sandbox,
    settings: settingsOf(sandbox.ready),
    control,
    calls: async () => z.array(Call).parse(await control("GET", "/calls")),
    state: () => control("GET", "/state"),
    fault: (fault) => control("POST", "/faults", fault),
    advance: (advanceSeconds) => control("POST", "/clock", { advanceSeconds }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}
