import { z } from "zod";
import { parseJson } from "../../providers/http/parse-json.ts";
import type { Settings } from "../../providers/settings.ts";
import { type SandboxOptions, type SandboxReady, startSandbox } from "../../src/tools/sandbox/server.ts";

/** The settings that point our clients at a sandbox. */
export function settingsOf({ cloudflare, apifew, clevercloud, credentials }: SandboxReady): Settings {
  const configuration: Record<string, string> = {
    // A test changes things by hand between two reads, faster than any two runs of the engine follow each
    // other.
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

/** A fault that the sandbox applies to matching calls. */
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

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A sandbox of the test: settings for our clients, its control API, and plain calls to each vendor. */
export interface TestSandbox extends AsyncDisposable {
  readonly ready: SandboxReady;
  readonly settings: Settings;
  calls(): Promise<Call[]>;
  state(): Promise<unknown>;
  /** Calls the control API and returns the answer's body; throws if the sandbox refuses. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Calls the control API and returns the answer, even if it is a refusal. */
  callControl(method: string, path: string, body?: unknown): Promise<Answer>;
  fault(fault: FaultBody): Promise<unknown>;
  advance(seconds: number): Promise<unknown>;
  /** Sets a CNAME in a customer's DNS. */
  cname(name: string, content: string): Promise<void>;
  /** Calls Cloudflare with the API token, unless other headers are given. */
  cloudflare(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same below the default zone. */
  zone(method: string, path: string, body?: unknown): Promise<Answer>;
  apifew(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  clevercloud(method: string, path: string, body?: unknown): Promise<Answer>;
  provider(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * Starts a sandbox. Its clock runs twenty times as fast as real time; with `timeScale: 0` only a test
 * advances it.
 */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({ timeScale: 20, ...options });
  const { ready } = sandbox;
  const { cloudflare, apifew, clevercloud } = ready.credentials;
  const bearer = { Authorization: `Bearer ${cloudflare.apiToken}` };
  const basic = {
    Authorization: `Basic ${Buffer.from(`${clevercloud.providerId}:${clevercloud.password}`).toString("base64")}`,
  };
  const callControl = (method: string, path: string, body?: unknown) => call(`${ready.control}${path}`, method, body);
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await callControl(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`the sandbox refused ${method} ${path}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body === "" ? undefined : answer.body;
  };
  return {
    ready,
    settings: settingsOf(ready),
    control,
    callControl,
    calls: async () => z.array(Call).parse(await control("GET", "/calls")),
    state: () => control("GET", "/state"),
    fault: (fault) => control("POST", "/faults", fault),
    advance: (advanceSeconds) => control("POST", "/clock", { advanceSeconds }),
    cname: async (name, content) => {
      await control("POST", "/dns", { name, type: "CNAME", content });
    },
    cloudflare: (method, path, body, headers = bearer) => call(`${ready.cloudflare}${path}`, method, body, headers),
    zone: (method, path, body) => call(`${ready.cloudflare}/zones/${cloudflare.zoneId}${path}`, method, body, bearer),
    apifew: (path, body = {}, headers = { "Apifew-Key": apifew.key }) =>
      call(`${ready.apifew}${path}`, "POST", body, headers),
    clevercloud: (method, path, body) => call(`${ready.clevercloud}${path}`, method, body, basic),
    provider: (method, path, body, headers = basic) => call(`${ready.provider}${path}`, method, body, headers),
    close: () => sandbox.close(),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    body: text ?? null,
  });
  const answered = await response.text();
  return { status: response.status, body: parseJson(answered) ?? answered, headers: response.headers };
}

/** The value at a path of an answer's body; undefined if the path does not exist. */
export function at(answer: Answer, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }, answer.body);
}

/** The same as text, for ids and tokens. */
export function textAt(answer: Answer, ...path: (string | number)[]): string {
  return String(at(answer, ...path));
}
