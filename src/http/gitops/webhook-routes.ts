import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { GitopsMetrics } from "../../fleet/gitops/gitops-metrics.ts";
import { isPushTo, isSigned } from "../../fleet/gitops/signed-push.ts";
import type { GitopsStatus } from "../../fleet/gitops/status-file.ts";
import type { ServiceEnv } from "../kernel/service-env.ts";

interface WebhookParts {
  /** Secret that signs the pushes; without it no webhook is served. */
  readonly secret: string | undefined;
  readonly branch: string;
  readonly metrics: GitopsMetrics;
  readonly wake: () => void;
  readonly status: () => GitopsStatus;
}

/** GitHub's push events have at most 25 MB. */
const bodyBytesMax = 25 * 1024 * 1024;

/** Routes of the watcher: POST /webhook, GET /metrics, /healthz and /readyz. */
export function webhookRoutes({ secret, branch, metrics, wake, status }: WebhookParts): Hono<ServiceEnv> {
  const app = new Hono<ServiceEnv>();
  app.get("/healthz", (c) => c.text("alive\n"));
  app.get("/readyz", (c) => {
    const { fetchProblem, newest } = status();
    const isReady = newest !== null && fetchProblem === null;
    return c.text(
      isReady ? "ready\n" : "the repository has not been read yet, or cannot be read\n",
      isReady ? 200 : 503,
    );
  });
  app.get("/metrics", async (c) => {
    c.header("content-type", metrics.registry.contentType);
    return c.body(await metrics.registry.metrics());
  });
  if (secret !== undefined) {
    app.post("/webhook", bodyLimit({ maxSize: bodyBytesMax }), async (c) => {
      const request = { header: (name: string) => c.req.header(name), body: new Uint8Array(await c.req.arrayBuffer()) };
      if (!isSigned(request, secret)) {
        metrics.webhooks.inc({ result: "unsigned" });
        return c.text("the signature is missing or invalid: configure the same secret on both sides\n", 401);
      }
      const isMeant = isPushTo(request, branch);
      metrics.webhooks.inc({ result: isMeant ? "push" : "ignored" });
      if (isMeant) {
        wake();
      }
      return c.text(isMeant ? `checking ${branch}\n` : `no push to ${branch}; nothing to do\n`, 202);
    });
  }
  return app;
}
