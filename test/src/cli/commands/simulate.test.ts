import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { describe, expect, test } from "vitest";
import { ObservedExchange } from "../../../../src/tools/simulate/observed-exchange.ts";
import { SimulationReport } from "../../../../src/tools/simulate/report.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";
import { appCredentials, ReferenceApp } from "../../../support/reference-app.ts";
import {
  ReferenceProvider,
  type Rules,
  referenceCredentials,
  referenceSalt,
} from "../../../support/reference-provider.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { simulate } from "./simulate-in-process.ts";

const main = join(import.meta.dirname, "../../../../src/cli/main.ts");
const secrets = {
  CLEVERCLOUD_PROVIDER_PASSWORD: referenceCredentials.password,
  CLEVERCLOUD_SSO_SALT: referenceSalt,
};
const appSecrets = {
  CLOUDFLARE_APP_USER: appCredentials.user,
  CLOUDFLARE_APP_PASSWORD: appCredentials.password,
};

async function startProvider(rules?: Partial<Rules>) {
  const provider = new ReferenceProvider({ rules, now: () => Date.now() });
  const listener = getRequestListener((request) => provider.app.fetch(request), { overrideGlobalObjects: false });
  const origin = await loopbackServer(listener);
  const target = ["--target", `${origin}/clevercloud/resources`, "--provider-id", referenceCredentials.user];
  const sso = ["--sso-url", `${origin}/clevercloud/sso/login`];
  return { provider, origin, target, sso };
}

async function startApp() {
  const app = new ReferenceApp();
  const listener = getRequestListener((request) => app.app.fetch(request), { overrideGlobalObjects: false });
  return { app, target: ["--target", `${await loopbackServer(listener)}/app`] };
}

describe("marketplane simulate clevercloud check", () => {
  test("ends with exit code 0 and a report in JSON if every check passes", async () => {
    const { provider, target, sso } = await startProvider();
    const args = ["check", ...target, ...sso, "--plan", "basic", "--other-plan", "premium", "--json"];
    const { code, stdout } = await simulate(secrets, "clevercloud", ...args);
    const report = SimulationReport.parse(JSON.parse(stdout));
    expect(report.checks.filter(({ outcome }) => outcome === "fail" || outcome === "warning")).toEqual([]);
    expect([code, report.ok, report.leftBehind, provider.present()]).toEqual([0, true, [], []]);
    expect(stdout).not.toContain("@db.example");
  });

  test("ends with exit code 1 and reports each failure with its reason and the exchange", async () => {
    const { provider, target, sso } = await startProvider({ takesFormsOnce: false });
    const { code, stdout } = await simulate(secrets, "clevercloud", "check", ...target, ...sso, "--plan", "basic");
    expect(stdout).toMatch(/^FAIL {2}sso\.replayed/m);
    expect(stdout).toMatch(/^ {6}the same form from another browser signed in: it was answered 303$/m);
    expect(stdout).toMatch(/^ {6}why: .*\(Clever Cloud's page has no nonce\)$/m);
    expect(stdout).toMatch(/^ {6}sent: POST http.*token=\[redacted\]&signature=\[redacted\]/m);
    expect(stdout).toMatch(/^not ok: .*1 fail/m);
    expect([code, provider.present()]).toEqual([1, []]);
  });

  test("reads everything from a manifest, and its test URLs on request", async () => {
    const { origin } = await startProvider();
    const endpoints = (host: string) => ({
      base_url: `${host}/clevercloud/resources/`,
      sso_url: `${host}/clevercloud/sso/login`,
    });
    const manifest = {
      id: referenceCredentials.user,
      name: "Shoe Shop",
      api: {
        config_vars: ["SHOE_SHOP_URL"],
        regions: ["eu"],
        password: referenceCredentials.password,
        sso_salt: referenceSalt,
        production: endpoints("https://nobody.invalid"),
        test: endpoints(origin),
      },
    };
    const file = join(await temporaryFolder(), "manifest.json");
    await writeFile(file, JSON.stringify(manifest));
    const args = [
      "check",
      "--manifest",
      file,
      "--test",
      "--plan",
      "basic",
      "--only",
      "sso.good",
      "provision.config-vars",
    ];
    const { code, stdout } = await simulate({}, "clevercloud", ...args, "--json");
    const { checks } = SimulationReport.parse(JSON.parse(stdout));
    expect(checks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["provision.config-vars", "pass"],
      ["sso.good", "pass"],
    ]);
    expect(code).toBe(0);
    expect(stdout).not.toContain(referenceCredentials.password);
  });

  test("skips checks of features that the provider does not have", async () => {
    const { target } = await startProvider();
    const args = ["check", ...target, "--plan", "basic", "--no-sso", "--no-plan-change", "--json"];
    const { stdout } = await simulate(secrets, "clevercloud", ...args);
    const skipped = SimulationReport.parse(JSON.parse(stdout)).checks.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.map(({ id }) => id.replace(/\..*/, ".")).filter((group) => !/^(sso|plan)\./.test(group))).toEqual([
      "provision.",
      "provision.",
    ]);
  });

  test("cleans up after a stop signal", async () => {
    const provider = new ReferenceProvider({ now: () => Date.now() });
    const { promise: hasStopped, resolve: stopped } = Promise.withResolvers<void>();
    const { promise: pid, resolve: started } = Promise.withResolvers<number>();
    let calls = 0;
    const answer = async (request: Request) => {
      calls += 1;
      const response = await provider.app.fetch(request);
      if (calls === 1) {
        process.kill(await pid, "SIGINT");
      }
      if (calls === 1) {
        await hasStopped;
      }
      return response;
    };
    const origin = await loopbackServer(getRequestListener(answer, { overrideGlobalObjects: false }));
    const args = [main, "simulate", "clevercloud", "check", "--target", `${origin}/clevercloud/resources`];
    const options = ["--provider-id", referenceCredentials.user, "--plan", "basic", "--no-sso", "--json"];
    const child = spawn(process.execPath, [...args, ...options], { env: { PATH: process.env.PATH, ...secrets } });
    started(child.pid ?? 0);
    let printed = "";
    child.stderr.on("data", (chunk) => {
      if (String(chunk).startsWith("stopping")) {
        stopped();
      }
    });
    child.once("close", () => stopped());
    child.stdout.on("data", (chunk) => {
      printed += String(chunk);
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    const report = SimulationReport.parse(JSON.parse(printed));
    expect(report).toMatchObject({ isStopped: true, ok: false, leftBehind: [], checks: [{ id: "provision.answer" }] });
    expect([code, provider.present()]).toEqual([1, []]);
  });
});

describe("marketplane simulate clevercloud, call by call", () => {
  test("orders, changes, opens and deletes one add-on", async () => {
    const { provider, target, sso } = await startProvider();
    const run = async (action: string, ...args: readonly string[]) => {
      const { code, stdout } = await simulate(secrets, "clevercloud", action, ...target, ...args, "--json");
      return { code, seen: ObservedExchange.parse(JSON.parse(stdout)) };
    };
    const ordered = await run("provision", "--plan", "basic", "--addon-id", "addon_1");
    const [{ id, addonId } = { id: "", addonId: "" }] = provider.present();
    expect([ordered.code, addonId]).toEqual([0, "addon_1"]);
    expect(ordered.seen.response?.body).toContain(`"id":"${id}","config":{"SHOE_SHOP_URL":"[redacted]"}`);
    expect((await run("provision", "--plan", "premium", "--addon-id", "addon_1")).code).toBe(1);

    expect((await run("change-plan", "--id", id, "--plan", "premium")).code).toBe(0);
    expect(provider.present()).toMatchObject([{ id, plan: "premium" }]);
    const opened = await run("sso", ...sso, "--id", id);
    expect([opened.code, opened.seen.response?.status]).toEqual([0, 303]);
    expect((await run("sso", ...sso, "--sso", "token", "--id", id)).code).toBe(1);
    expect((await run("deprovision", "--id", id)).code).toBe(0);
    expect(provider.present()).toEqual([]);
  });

  test("prints the exchange, and ends with exit code 1 without an answer", async () => {
    const { target } = await startProvider();
    const fine = await simulate(secrets, "clevercloud", "provision", ...target, "--plan", "basic");
    expect(fine.stdout).toMatch(/^POST http:\S+\n200 in \d+ ms\n\{"id":/);
    const nowhere = ["--target", "http://127.0.0.1:9/x", "--provider-id", "shoe-shop", "--plan", "basic"];
    const { code, stdout } = await simulate(secrets, "clevercloud", "provision", ...nowhere);
    expect(stdout).toMatch(/no answer: /);
    expect(code).toBe(1);
  });
});

describe("marketplane simulate cloudflare-app", () => {
  test("checks an application and ends with exit code 0 if every check passes", async () => {
    const { app, target } = await startApp();
    const args = ["check", ...target, "--plan", "basic", "--json"];
    const { code, stdout } = await simulate(appSecrets, "cloudflare-app", ...args);
    const report = SimulationReport.parse(JSON.parse(stdout));
    expect(report.checks.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
    expect([code, app.present()]).toEqual([0, []]);
  });

  test("ends with exit code 1 if the credentials are wrong", async () => {
    const { target } = await startApp();
    const wrong = { ...appSecrets, CLOUDFLARE_APP_PASSWORD: "another-password-than-the-right-one" };
    expect((await simulate(wrong, "cloudflare-app", "check", ...target, "--no-subscriptions")).code).toBe(1);
  });

  test("sends the four acts one by one", async () => {
    const { app, target } = await startApp();
    const user = ["--email", "jane@example.com", "--zone", "example.com"];
    const run = async (...args: readonly string[]) =>
      (await simulate(appSecrets, "cloudflare-app", ...args, ...target)).code;
    expect(await run("user_create", ...user, "--encoding", "json")).toBe(0);
    expect(await run("sub_start", "--email", "jane@example.com", "--plan", "basic")).toBe(0);
    expect(app.present()).toEqual(['["jane@example.com","example.com"]', '["jane@example.com",null,"basic"]']);
    expect(await run("sub_end", "--email", "jane@example.com", "--plan", "basic")).toBe(0);
    expect(await run("user_deactivate", ...user)).toBe(0);
    expect(await run("user_deactivate", "--email", "nobody@example.com", "--zone", "example.com")).toBe(1);
    expect(app.present()).toEqual([]);
  });
});

describe("a mistake on the command line", () => {
  const target = ["--target", "https://provider.test/resources"];
  const provider = [...target, "--provider-id", "shoe-shop"];

  test.each([
    ["no plan", {}, ["clevercloud", "check", ...provider], "--plan: is required: the slug of a plan"],
    ["no target", {}, ["clevercloud", "check", "--plan", "a", "--no-sso"], "--target: is required"],
    ["no provider id", {}, ["clevercloud", "deprovision", ...target, "--id", "a"], "--provider-id: is required"],
    [
      "no password",
      {},
      ["clevercloud", "deprovision", ...provider, "--id", "a"],
      "set CLEVERCLOUD_PROVIDER_PASSWORD in the environment, or use --manifest",
    ],
    ["no sign-in URL", secrets, ["clevercloud", "check", ...provider, "--plan", "a"], "--sso-url: is required"],
    [
      "credentials in a URL",
      secrets,
      ["clevercloud", "check", "--target", "https://shoe-shop:pw@provider.test/", "--plan", "a"],
      "--target: must hold no user and password: they come from the environment",
    ],
    ["an unknown proof", {}, ["clevercloud", "check", ...provider, "--plan", "a", "--sso", "sha1"], "--sso: must be"],
    [
      "an unknown check",
      secrets,
      ["clevercloud", "check", ...provider, "--plan", "a", "--no-sso", "--only", "sso.god"],
      "sso.god is not a check (defined: provision.answer, ",
    ],
    [
      "an invalid status",
      {},
      ["clevercloud", "check", ...provider, "--plan", "a", "--repeat-delete", "500"],
      "--repeat-delete: must be success, 200, 204, 404 or 410",
    ],
    ["--test without test URLs", {}, ["clevercloud", "check", "--plan", "a", "--test"], "--test requires a --manifest"],
    [
      "the same plan twice",
      secrets,
      ["clevercloud", "check", ...provider, "--plan", "a", "--other-plan", "a", "--no-sso"],
      "--other-plan: must differ from --plan",
    ],
    [
      "subscriptions without a plan",
      {},
      ["cloudflare-app", "check", ...target],
      "--plan: is required unless --no-subscriptions is used",
    ],
    [
      "half of the credentials",
      { CLOUDFLARE_APP_USER: "cloudflare" },
      ["cloudflare-app", "user_create", ...target, "--email", "a@b.example", "--zone", "b.example"],
      "CLOUDFLARE_APP_USER and CLOUDFLARE_APP_PASSWORD require each other",
    ],
  ])("%s is refused with exit code 1, before any call", async (_what, variables, args, message) => {
    const { code, stdout, stderr } = await simulate(variables, ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
  });
});
