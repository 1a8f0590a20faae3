import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createGitopsMetrics } from "../../../../src/fleet/gitops/gitops-metrics.ts";
import type { GitopsStatus } from "../../../../src/fleet/gitops/status-file.ts";
import { webhookRoutes } from "../../../../src/http/gitops/webhook-routes.ts";

const secret = "It's a Secret to Everybody";
const push = JSON.stringify({ ref: "refs/heads/main", after: "a".repeat(40) });
const unread: GitopsStatus = {
  version: 1,
  repository: "/srv/fleet",
  branch: "main",
  newest: null,
  applied: null,
  fetchProblem: null,
  results: [],
};

function watcherWith({ status = unread, withSecret = true } = {}) {
  const state = { woken: 0, status };
  const metrics = createGitopsMetrics();
  const app = webhookRoutes({
    secret: withSecret ? secret : undefined,
    branch: "main",
    metrics,
    wake: () => {
      state.woken += 1;
    },
    status: () => state.status,
  });
  const post = (body: string, headers: Record<string, string>) =>
    app.request("/webhook", { method: "POST", body, headers });
  return { app, post, state };
}

const sign = (body: string, key = secret) => `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
const github = (body: string, signature = sign(body)) => ({
  "x-github-event": "push",
  "x-hub-signature-256": signature,
});

describe("the push webhook", () => {
  it("verifies GitHub's signature of its documentation's example", async () => {
    const { post } = watcherWith();
    // docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    expect((await post("Hello, World!", github("", signature))).status).toBe(202);
  });

  it("wakes the watcher for a push to its branch, from GitHub and from GitLab", async () => {
    const { post, state } = watcherWith();
    expect((await post(push, github(push))).status).toBe(202);
    expect((await post(push, { "x-gitlab-event": "Push Hook", "x-gitlab-token": secret })).status).toBe(202);
    expect(state.woken).toBe(2);
  });

  it("wakes the watcher for a push that GitHub sends as a form", async () => {
    const { post, state } = watcherWith();
    const body = new URLSearchParams({ payload: push }).toString();
    const headers = { ...github(body), "content-type": "application/x-www-form-urlencoded" };
    expect(await (await post(body, headers)).text()).toMatch(/^checking /);
    expect(state.woken).toBe(1);
  });

  it("does not wake the watcher for other branches, other events and bodies that are not JSON", async () => {
    const { post, state } = watcherWith();
    const other = JSON.stringify({ ref: "refs/heads/mainline" });
    for (const body of [other, "{", "[]"]) {
      expect((await post(body, github(body))).status).toBe(202);
    }
    await post(push, { ...github(push), "x-github-event": "ping" });
    expect(state.woken).toBe(0);
  });

  it("answers 401 to a push without the right secret", async () => {
    const { post, state } = watcherWith();
    const wrong: Record<string, string>[] = [
      {},
      github(push, sign(push, "another")),
      github(push, sign(`${push} `)),
      github(push, "sha256="),
      { "x-gitlab-event": "Push Hook", "x-gitlab-token": "another" },
      // The other host's header does not make up for a wrong signature.
      { ...github(push, "sha256=0"), "x-gitlab-token": secret },
    ];
    for (const headers of wrong) {
      expect((await post(push, headers)).status).toBe(401);
    }
    expect(state.woken).toBe(0);
  });

  it("is not served without a secret", async () => {
    const { post } = watcherWith({ withSecret: false });
    expect((await post(push, github(push))).status).toBe(404);
  });
});

describe("a watcher's health", () => {
  it("is ready once the repository has been read, and not while it cannot be read", async () => {
    const { app, state } = watcherWith();
    expect((await app.request("/healthz")).status).toBe(200);
    expect((await app.request("/readyz")).status).toBe(503);
    state.status = { ...unread, newest: { commit: "a", at: "2026-11-22T08:00:00Z" } };
    expect((await app.request("/readyz")).status).toBe(200);
    state.status = { ...state.status, fetchProblem: "no route to host" };
    expect((await app.request("/readyz")).status).toBe(503);
  });
});
