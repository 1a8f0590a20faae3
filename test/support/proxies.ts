import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { findFreePort } from "../../src/core/db/embedded/free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const startTimeoutMs = 10_000;
const pollMs = 20;

/**
 * Starts nginx in front of `upstream`, with `directives` in its location. Resolves with its URL once it
 * accepts connections.
 */
export async function startNginx(
  program: string,
  upstream: string,
  directives: readonly string[] = [],
): Promise<string> {
  const port = await findFreePort();
  const folder = await temporaryFolder();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const file = join(folder, "nginx.conf");
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events {}
    http { access_log off; ${temporary.join(" ")}
      server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; ${directives.join(" ")} } } }`,
  );
  return start(program, ["-c", file, "-p", folder], port);
}

/** Starts HAProxy in front of `upstream` with its defaults and the backend's `options`. */
export async function startHaproxy(
  program: string,
  upstream: string,
  options: readonly string[] = [],
): Promise<string> {
  const port = await findFreePort();
  const file = join(await temporaryFolder(), "haproxy.cfg");
  const lines = [
    "defaults",
    "  mode http",
    "  timeout connect 5s",
    "  timeout client 30s",
    "  timeout server 30s",
    "frontend front",
    `  bind 127.0.0.1:${port}`,
    "  default_backend back",
    "backend back",
    ...options.map((option) => `  ${option}`),
    `  server one ${new URL(upstream).host}`,
  ];
  await writeFile(file, `${lines.join("\n")}\n`);
  return start(program, ["-db", "-f", file], port);
}

async function start(program: string, args: readonly string[], port: number): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => said.push(String(chunk)));
  }
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += pollMs) {
    if (child.exitCode !== null) {
      throw new Error(`${program} ended at once: ${said.join("")}`);
    }
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) {
      return url;
    }
    await sleep(pollMs);
  }
  throw new Error(`${program} does not take connections: ${said.join("")}`);
}
