import { describe, expect, onTestFinished, test } from "vitest";
import { createApp } from "../../../../src/process/app.ts";
import { startControlPlane } from "../../../../src/process/start-control-plane.ts";
import type { Fetch } from "../../../../src/tools/simulate/caller.ts";
import { clevercloudChecks } from "../../../../src/tools/simulate/clevercloud/checks.ts";
import { ClevercloudMarketplace } from "../../../../src/tools/simulate/clevercloud/clevercloud-marketplace.ts";
import type { ClevercloudSubject, SignIn } from "../../../../src/tools/simulate/clevercloud/subject.ts";
import { cloudflareAppChecks } from "../../../../src/tools/simulate/cloudflare-app/checks.ts";
import { CloudflareAppMarketplace } from "../../../../src/tools/simulate/cloudflare-app/cloudflare-app-marketplace.ts";
import type { AppSubject } from "../../../../src/tools/simulate/cloudflare-app/subject.ts";
import { runChecks } from "../../../../src/tools/simulate/run-checks.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { useLedger } from "../../../support/ledger.ts";
import {
  appPassword,
  appSecret,
  cleverPassword,
  cleverSalt,
  testConfig,
  testContext,
} from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";

const options = { timeoutMs: 60_000, now: () => Date.now() };

function subjectOf({ publicUrl, clevercloud }: ReturnType<typeof testConfig>, proof: SignIn["proof"]) {
  const signIn: SignIn = {
    url: `${publicUrl}${clevercloud?.ssoPath}`,
    salt: cleverSalt,
    proof,
    opensNewTab: false,
    consoleOrigin: "https://console.clever-cloud.com",
  };
  return {
    target: `${publicUrl}${clevercloud?.path}`,
    providerId: clevercloud?.providerId ?? "",
    password: cleverPassword,
    plan: "dev",
    otherPlan: "pro",
    region: "EU",
    ownerId: "orga_simulated",
    ownerName: "Simulated Company",
    userId: "user_simulated",
    email: "simulated@example.com",
    configVars: Object.keys(clevercloud?.config ?? {}),
    signIn,
    dialect: { repeatDelete: 200, planChange: true },
    copies: 20,
    slowMs: 60_000,
  } satisfies ClevercloudSubject;
}

/** The service under test, over https and without a port. */
function serve(config: ReturnType<typeof testConfig>, { database, ledger }: ReturnType<typeof useLedger>): Fetch {
  const app = createApp(testContext({ config, db: database.db, ledger }));
  return async (url, init) => {
    const response = await app.request(url, init);
    // Node's server adds it to every answer.
    response.headers.set("Date", new Date().toUTCString());
    return response;
  };
}

describe.skipIf(!hasDatabase)("our own control plane meets Clever Cloud's requirements", () => {
  const held = useLedger();
  test("over https, with signatures: every check passes", async () => {
    const config = testConfig();
    const market = new ClevercloudMarketplace(subjectOf(config, "signature"), {
      fetch: serve(config, held),
      ...options,
    });
    const report = await runChecks(market, clevercloudChecks);
    const others = report.checks.filter(({ outcome }) => outcome !== "pass");
    expect(others.map(({ id, reason }) => [id, reason])).toEqual([
      ["sso.legacy-token", "the provider verifies signatures (--sso signature)"],
    ]);
    expect(report).toMatchObject({ ok: true, leftBehind: [] });
  });

  test("as a process, over plain http, with tokens: every check passes, except those that need https or a signature", async () => {
    const config = testConfig({
      publicUrl: "http://127.0.0.1",
      database: { url: await createDatabase() },
      listen: { port: 0 },
    });
    // Its own calls to vendors have no server.
    const environment = (name: string) => (name.endsWith("_BASE_URL") ? "http://127.0.0.1:9" : undefined);
    const controlPlane = await startControlPlane(config, { environment, log: silentLog });
    onTestFinished(() => controlPlane.close());
    const subject = subjectOf({ ...config, publicUrl: controlPlane.url }, "token");
    const market = new ClevercloudMarketplace(subject, { fetch: (url, init) => fetch(url, init), ...options });
    const report = await runChecks(market, clevercloudChecks);
    const others = report.checks.filter(({ outcome }) => outcome !== "pass");
    expect(others.filter(({ outcome }) => outcome !== "skipped").map(({ id, reason }) => [id, reason])).toEqual([]);
    expect(others.map(({ id }) => id)).toEqual([
      "sso.good",
      "sso.signature-alone",
      "sso.stripped",
      "sso.tampered-email",
      "sso.tampered-user-id",
      "sso.cookie-iframe",
    ]);
    expect(report).toMatchObject({ ok: true, leftBehind: [] });
  });
});

describe.skipIf(!hasDatabase)("our own control plane meets CloudFlare's requirements", () => {
  const held = useLedger();

  test.each([
    ["Basic credentials", { account: { user: "cloudflare", password: appPassword }, pathSecret: undefined }],
    ["a secret in the path", { account: undefined, pathSecret: appSecret }],
  ])("with %s: every check passes", async (_what, credentials) => {
    const config = testConfig();
    const target = `${config.publicUrl}${config.cloudflareApp?.path}`;
    const subject: AppSubject = { target, encodings: ["form", "json"], plan: "pro", slowMs: 60_000, ...credentials };
    const market = new CloudflareAppMarketplace(subject, { fetch: serve(config, held), ...options });
    const report = await runChecks(market, cloudflareAppChecks);
    const others = report.checks.filter(({ outcome }) => outcome !== "pass");
    expect(others.map(({ id, reason }) => [id, reason])).toEqual([]);
    expect(report).toMatchObject({ ok: true, leftBehind: [] });
  });
});
