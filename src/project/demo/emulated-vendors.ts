import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { z } from "zod";

const Ready = z.object({
  cloudflare: z.string(),
  apifew: z.string(),
  clevercloud: z.string(),
  control: z.string(),
  credentials: z.object({
    cloudflare: z.object({ apiToken: z.string(), zoneId: z.string() }),
    apifew: z.object({ key: z.string() }),
    clevercloud: z.object({ providerId: z.string(), password: z.string() }),
  }),
});
export type Ready = z.infer<typeof Ready>;

const text = z.string();
/** The parts of the sandbox's state that the demo checks. */
export const VendorState = z.object({
  cloudflare: z.object({
    zones: z.array(
      z.object({
        dns_records: z.array(z.object({ name: text })),
        custom_hostnames: z.array(z.object({ id: text, hostname: text, ssl: z.unknown() })),
        fallback_origin: z.unknown(),
      }),
    ),
  }),
  apifew: z.object({
    users: z.array(z.object({ login: text, nameFirst: text })),
    managedUsers: z.array(z.unknown()),
    licenses: z.array(z.object({ pricingUid: text, ownerLogin: text, userLogin: text.nullable() })),
  }),
  clevercloud: z.object({ addons: z.array(z.unknown()) }),
});
export type VendorState = z.infer<typeof VendorState>;

const Call = z.object({ write: z.boolean(), method: z.string(), route: z.string() });
const startTimeoutMs = 20_000;

/** The demo's vendors: a sandbox in a separate process, its state, and changes by hand. */
export class EmulatedVendors {
  readonly ready: Ready;
  readonly pid: number;

  constructor(ready: Ready, pid: number) {
    this.ready = ready;
    this.pid = pid;
  }

  /** The origin of all the sandbox's URLs. */
  get origin(): string {
    return new URL(this.ready.control).origin;
  }

  /** All calls so far, without the first `since`. */
  async calls(since = 0): Promise<z.infer<typeof Call>[]> {
    return z.array(Call).parse(await send("GET", `${this.ready.control}/calls?since=${since}`));
  }

  async state(): Promise<VendorState> {
    return VendorState.parse(await send("GET", `${this.ready.control}/state`));
  }

  /** A call to Cloudflare, as someone at its dashboard would cause it. */
  cloudflare(method: string, path: string, body?: unknown): Promise<unknown> {
    const { apiToken, zoneId } = this.ready.credentials.cloudflare;
    const url = `${this.ready.cloudflare}/zones/${zoneId}${path}`;
    return send(method, url, body, { authorization: `Bearer ${apiToken}` });
  }

  apifew(path: string, body: unknown): Promise<unknown> {
    return send("POST", `${this.ready.apifew}${path}`, body, { "apifew-key": this.ready.credentials.apifew.key });
  }

  clevercloud(method: string, path: string, body?: unknown): Promise<unknown> {
    const { providerId, password } = this.ready.credentials.clevercloud;
    const authorization = `Basic ${Buffer.from(`${providerId}:${password}`).toString("base64")}`;
    return send(method, `${this.ready.clevercloud}${path}`, body, { authorization });
  }

  stop(): void {
    try {
      process.kill(this.pid, "SIGTERM");
    } catch {
      // It has already ended.
    }
  }
}

/**
 * Starts a sandbox on a free port, optionally with further flags of the command. Its output goes to a file,
 * so that it can outlive this process.
 */
export async function startEmulatedVendors(
  root: string,
  folder: string,
  seedFile: string,
  flags: readonly string[] = [],
): Promise<EmulatedVendors> {
  const output = join(folder, "sandbox.log");
  const descriptor = openSync(output, "w", 0o600);
  const args = [join(root, "src/cli/main.ts"), "sandbox", "--port", "0", "--seed", seedFile, ...flags];
  const stdio = ["ignore", descriptor, descriptor] as const;
  const child = spawn(process.execPath, args, { cwd: root, stdio: [...stdio], detached: true });
  child.unref();
  const ready = await untilReady(child, output);
  return new EmulatedVendors(ready, child.pid ?? 0);
}

async function untilReady(child: ChildProcess, output: string): Promise<Ready> {
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += 100) {
    const [line, rest] = (await readFile(output, "utf8")).split("\n", 2);
    if (line && rest !== undefined) {
      return Ready.parse(JSON.parse(line));
    }
    if (child.exitCode !== null) {
      throw new Error(`the sandbox did not start: ${await readFile(output, "utf8")}`);
    }
    await delay(100);
  }
  child.kill();
  throw new Error(`the sandbox did not start within ${startTimeoutMs / 1000} s`);
}

async function send(
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await request(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.body.text();
  if (response.statusCode >= 400) {
    throw new Error(`${method} ${new URL(url).pathname} answered ${response.statusCode}: ${answer}`);
  }
  return answer === "" ? undefined : JSON.parse(answer);
}
