import { type SandboxOptions, type SandboxReady, startSandbox } from "../../src/tools/sandbox/server.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A sandbox whose clock stands still until a test advances it, with a caller for each vendor. */
export interface TestSandbox {
  readonly ready: SandboxReady;
  /** Calls Cloudflare with the API token; other headers take its place. */
  cloudflare(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same below the zone that always exists. */
  zone(method: string, path: string, body?: unknown): Promise<Answer>;
  apifew(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  clevercloud(method: string, path: string, body?: unknown): Promise<Answer>;
  provider(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  advance(seconds: number): Promise<void>;
  /** Sets a CNAME in a customer's DNS. */
  cname(name: string, content: string): Promise<void>;
  close(): Promise<void>;
}

export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({ timeScale: 0, ...options });
  const { cloudflare, apifew, clevercloud } = sandbox.ready.credentials;
  const bearer = { Authorization: `Bearer ${cloudflare.apiToken}` };
  const basic = {
    Authorization: `Basic ${Buffer.from(`${clevercloud.providerId}:${clevercloud.password}`).toString("base64")}`,
  };
  const control = (method: string, path: string, body?: unknown) =>
    call(`${sandbox.ready.control}${path}`, method, body);
  return {
    ready: sandbox.ready,
    cloudflare: (method, path, body, headers = bearer) =>
      call(`${sandbox.ready.cloudflare}${path}`, method, body, headers),
    zone: (method, path, body) =>
      call(`${sandbox.ready.cloudflare}/zones/${cloudflare.zoneId}${path}`, method, body, bearer),
    apifew: (path, body = {}, headers = { "Apifew-Key": apifew.key }) =>
      call(`${sandbox.ready.apifew}${path}`, "POST", body, headers),
    clevercloud: (method, path, body) => call(`${sandbox.ready.clevercloud}${path}`, method, body, basic),
    provider: (method, path, body, headers = basic) => call(`${sandbox.ready.provider}${path}`, method, body, headers),
    control,
    advance: async (seconds) => {
      await control("POST", "/clock", { advanceSeconds: seconds });
    },
    cname: async (name, content) => {
      await control("POST", "/dns", { name, type: "CNAME", content });
    },
    close: () => sandbox.close(),
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
  return { status: response.status, body: parseOrText(answered), headers: response.headers };
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What stands at a path of an answer's body; undefined when the path leads nowhere. */
export function at(answer: Answer, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }, answer.body);
}

/** The same as text, for ids and tokens. */
export function textAt(answer: Answer, ...path: (string | number)[]): string {
  return String(at(answer, ...path));
}
