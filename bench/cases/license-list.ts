/** How long a refresh of the run-time license check blocks a product's event loop. */
import { createServer } from "node:http";
import { setImmediate } from "node:timers/promises";
import { createLicenseCheck } from "../../providers/apifew/runtime/license-check.ts";
import type { BenchCase } from "../bench-case.ts";
import { figure } from "../figure.ts";

const holdMsMax = 50;
const port = 0;

export const licenseList: BenchCase = {
  letter: "j",
  title: "the license check reads a list",
  run: async ({ rounds, isQuick, say }) => {
    const count = isQuick ? 10_000 : 100_000;
    const body = Buffer.from(JSON.stringify({ data: { licenses: licensesOf(count) }, success_msg: "", error_msg: "" }));
    const server = createServer((_request, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const address = Object(server.address());
    using check = createLicenseCheck({ key: "a-key", baseUrl: `http://127.0.0.1:${address.port}` });
    const holds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const hold = await longestHold(() => check.refresh());
      holds.push(hold);
      say(`a list of ${count}, round ${round}: ${hold.toFixed(1)} ms`);
    }
    server.close();
    server.closeAllConnections();
    const longest = Math.max(...holds);
    return [
      figure(`j: longest hold of the event loop, list of ${count}`, longest, "ms", { is: "below", limit: holdMsMax }),
    ];
  },
};

function licensesOf(count: number): object[] {
  return Array.from({ length: count }, (_license, index) => ({
    key: `5a4db000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    active: true,
    status: "subscribed",
    end_dt: "1970-01-01",
  }));
}

/**
 * The longest processor time of one turn of the event loop, in milliseconds. Other processes do not count.
 */
async function longestHold(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let isOver = false;
  const watching = (async () => {
    for (let before = computedMs(); !isOver; ) {
      await setImmediate();
      const now = computedMs();
      longest = Math.max(longest, now - before);
      before = now;
    }
  })();
  await work();
  isOver = true;
  await watching;
  return longest;
}

function computedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
