import { serve } from "@hono/node-server";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import { createToken } from "../../src/core/sign-in/operator-tokens.ts";
import { consoleRoutes } from "../../src/http/console/console-routes.ts";
import type { Dispatch } from "../../src/http/operators-api/requests/replay-request.ts";
import { createApp } from "../../src/process/app.ts";
import { KillableWorker } from "../support/killable-worker.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";
import { testContext } from "../support/service-context.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const Zone = z.object({
  id: z.string(),
  custom_hostnames: z.array(z.object({ id: z.string(), hostname: z.string() })),
});
const State = z.object({ cloudflare: z.object({ zones: z.array(Zone) }) });

/**
 * The operators' console on a port, a worker in a separate process, and the vendors, at which tests make
 * manual changes.
 */
export async function startDriftConsole() {
  const harness = await startReconcilerHarness();
  const config = { ...harness.config, drift: { ...harness.config.drift, confirmAfterSeconds: 0 } };
  // The budget that Cloudflare documents, which the console shows.
  const variables = { ...harness.variables, CLOUDFLARE_RATE_LIMIT: "1200/300" };
  const worker = new KillableWorker({ config, variables }, await temporaryFolder());
  onTestFinished(async () => {
    await worker.stop();
  });
  expect(await worker.name, worker.lastWords.join("\n")).toBeDefined();

  const { db } = harness.database;
  const dispatch: Dispatch = (request, bindings) => app.fetch(request, bindings);
  const context = { ...testContext({ db, ledger: harness.ledger, config }), dispatch };
  const app = createApp(context, { groups: [consoleRoutes(context)] });
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
    resolve(`http://127.0.0.1:${port}`),
  );
  onTestFinished(() => void server.close());

  const zone = async () => {
    const [first] = State.parse(await harness.sandbox.state()).cloudflare.zones;
    if (first === undefined) {
      throw new Error("the sandbox has no zone");
    }
    return first;
  };
  return {
    harness,
    origin: await promise,
    token: (scope: "read" | "write") =>
      createToken({ db, name: `jane-${scope}`, actor: "system", now: new Date() }, scope, undefined),
    /** Waits until every tenant has converged. */
    converged: () => expect.poll(() => harness.unconverged(), { timeout: 120_000 }).toEqual([]),
    /** A manual change at Cloudflare, not by the control plane, of an existing hostname or a new one. */
    async byHand(method: "POST" | "PATCH" | "DELETE", hostname: string, body?: object): Promise<void> {
      const { id, custom_hostnames: all } = await zone();
      const known = all.find((each) => each.hostname === hostname);
      const { cloudflare, credentials } = harness.sandbox.ready;
      const answer = await fetch(`${cloudflare}/zones/${id}/custom_hostnames${known ? `/${known.id}` : ""}`, {
        method,
        headers: { authorization: `Bearer ${credentials.cloudflare.apiToken}`, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      expect(answer.ok, await answer.text()).toBe(true);
    },
  };
}
