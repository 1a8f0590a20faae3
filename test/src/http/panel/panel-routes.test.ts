import { describe, expect, test } from "vitest";
import { LedgerUnavailableError } from "../../../../src/core/ledger/ledger-unavailable.ts";
import { recordCounters } from "../../../../src/fleet/metering/record-counters.ts";
import { sealText } from "../../../../src/fleet/reconciler/run/seal-text.ts";
import { termsOf } from "../../../../src/http/marketplaces/index.ts";
import { en } from "../../../../src/http/panel/texts/en.ts";
import { fr } from "../../../../src/http/panel/texts/fr.ts";
import { createApp } from "../../../../src/process/app.ts";
import { hasDatabase } from "../../../support/database.ts";
import { desiredHostname, start, textOf, usePanel } from "../../../support/panel.ts";
import { cleverPassword, cleverSalt, testContext } from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";

const encryptionKey = "an encryption key of the tests, forty-eight letters";
const sellerSecret = "canary-secret-of-the-seller-alone";

function textsIn(texts: unknown): string[] {
  if (typeof texts === "string") {
    return [texts];
  }
  return typeof texts === "object" && texts !== null ? Object.values(texts).flatMap(textsIn) : [];
}

describe.skipIf(!hasDatabase)("the panel", () => {
  const panel = usePanel({
    encryptionKey,
    values: { canary: sellerSecret },
    clevercloud: {
      ...{ providerId: "acme-addon", password: cleverPassword, ssoSalt: cleverSalt },
      config: { ACME_KEY: `\${licenseKey}`, ACME_TENANT: `\${tenantId}`, ACME_CANARY: `\${config:canary}` },
    },
    metering: { counters: { requests: { price: "0.002" } } },
  });

  async function license(tenantId: string, keys: readonly string[], isKept = true): Promise<void> {
    const licenses = keys.map((key) => ({
      hint: key.slice(-4),
      sealed: isKept ? sealText(key, encryptionKey, tenantId) : null,
    }));
    await panel.db
      .insertInto("tenantOutputs")
      .values({ tenantId, licenses: JSON.stringify(licenses) })
      .execute();
  }

  describe("shows", () => {
    test("the plan's limits, and how much of them is used", async () => {
      const visitor = await panel.visitNew({ plan: "dev", desired: { license: { quantity: 2 } } });
      const text = textOf(await visitor.read("/panel"));
      expect(text).toMatch(/Plan dev .*Domains 0 of 1 .*Members 0 of 1 .*Licenses 1 of 2/);
      expect(text).toContain("Setting up your add-on");
    });

    test("the month's usage to the last digit, and counters with their age", async () => {
      const visitor = await panel.visitNew({ desired: { counters: { kept: 7 } } });
      const { tenantId } = visitor;
      const row = { tenantId, source: "apifew", reportedAt: start };
      await panel.db
        .insertInto("usage")
        .values([
          { ...row, period: "2026-11", reportKey: "a", cost: "1200.25" },
          { ...row, period: "2026-11", reportKey: "b", cost: "0.000001" },
          { ...row, period: "2026-10", reportKey: "c", cost: "99" },
        ])
        .execute();
      const value = JSON.stringify({ value: 1234, at: "2026-11-22T09:00:00.000Z" });
      await panel.db
        .insertInto("facts")
        .values({ name: `counter:${tenantId}:requests`, value })
        .execute();

      expect(textOf(await visitor.read("/panel"))).toMatch(
        /1,200\.250001 .*requests 1,234 updated 1 hour ago .*kept 7/,
      );
      expect(textOf(await visitor.read("/panel?lang=fr"))).toMatch(
        /1.200,250001 .*requests 1.234 mis à jour il y a 1 heure/,
      );
    });

    test("the counter of the license in use, to the tenant that is billed for it", async () => {
      const login = `${crypto.randomUUID()}@acme.com`;
      const billed = await panel.visitNew({ desired: { owner: { login } } });
      const another = await panel.visitNew({ desired: { owner: { login } } });
      await panel.db
        .insertInto("licenseUses")
        .values({ login, tenantId: billed.tenantId, pricingUid: "pro", isGranted: true })
        .execute();
      await recordCounters({
        db: panel.db,
        readCounters: async () => [{ userLogin: login, kind: "value", value: 4321 }],
        counters: { requests: { price: "0.002" } },
        terms: {},
        log: silentLog,
      });

      expect(textOf(await billed.read("/panel"))).toContain("requests 4,321");
      expect(textOf(await another.read("/panel"))).not.toContain("requests");
    });

    test("the domain that needs attention", async () => {
      const hostname = `${crypto.randomUUID()}.acme.com`;
      const visitor = await panel.visitNew({ desired: { hostnames: [desiredHostname(hostname)] } });
      await panel.db.updateTable("tenants").set({ observedGeneration: 1 }).where("id", "=", visitor.tenantId).execute();
      await panel.observe(hostname, { status: "blocked" });

      const page = await visitor.read("/panel");
      expect(textOf(page)).toContain(`${hostname} needs your attention`);
      expect(page).toContain(`href="/panel/${visitor.tenantId}/domains/${hostname}"`);
    });
  });

  describe("shows license keys", () => {
    test("masked, and in plain text on request, which is audited", async () => {
      const visitor = await panel.visitNew();
      await license(visitor.tenantId, ["SECRET-KEY-1111", "SECRET-KEY-2222"]);

      const masked = await visitor.read("/panel");
      expect(masked).not.toContain("SECRET-KEY");
      expect(textOf(masked)).toContain("License key ending in 1111");
      const shown = await visitor.post("/panel/license");
      const page = await shown.text();

      expect(page).toContain('data-copy="SECRET-KEY-1111"');
      expect(page).toContain('data-copy="SECRET-KEY-2222"');
      expect(shown.headers.get("cache-control")).toBe("no-store");
      expect(await panel.audit(visitor.tenantId)).toContain("customer:user_1 show-license-keys");
    });

    test("only by their ends if the database does not store them", async () => {
      const visitor = await panel.visitNew();
      await license(visitor.tenantId, ["SECRET-KEY-3333"], false);

      const page = await visitor.read("/panel");
      expect(textOf(page)).toContain("It is not stored here");
      expect(page).not.toContain('action="/panel/license"');
      expect((await visitor.post("/panel/license")).status).toBe(303);
    });

    test("to no other tenant", async () => {
      const [one, other] = [await panel.visitNew(), await panel.visitNew()];
      await license(one.tenantId, ["SECRET-KEY-4444"]);
      const answer = await other.post("/panel/license");
      expect(answer.status).toBe(303);
      expect(await other.read("/panel")).not.toContain("4444");
    });
  });

  describe("shows config vars", () => {
    test("masked, and the tenant's own values in plain text on request, which is audited", async () => {
      const visitor = await panel.visitNew();
      await license(visitor.tenantId, ["SECRET-KEY-5555"]);

      const masked = await visitor.read("/panel/config-vars");
      expect(textOf(masked)).toContain("The values are being sent to Clever Cloud");
      expect(masked).not.toMatch(new RegExp(`SECRET-KEY|${sellerSecret}|data-copy="${visitor.tenantId}`));
      const page = await (await visitor.post("/panel/config-vars")).text();

      expect(page).toContain('data-copy="SECRET-KEY-5555"');
      expect(page).toContain(`data-copy="${visitor.tenantId}"`);
      expect(page).not.toContain(sellerSecret);
      expect(await panel.audit(visitor.tenantId)).toContain("customer:user_1 show-config-vars");
    });

    test("only for add-ons", async () => {
      const visitor = await panel.visitNew({ source: "direct" });
      expect(await visitor.read("/panel")).not.toContain("/panel/config-vars");
      expect((await visitor.get("/panel/config-vars")).status).toBe(404);
      expect((await visitor.post("/panel/config-vars")).status).toBe(404);
    });
  });

  describe("uses", () => {
    test.each([
      ["English to who asks for nothing", {}, "en"],
      ["French to a French browser", { "Accept-Language": "fr-CH, fr;q=0.9, en;q=0.8" }, "fr"],
      ["English to a browser of another language", { "Accept-Language": "de" }, "en"],
    ])("%s", async (_, headers, language) => {
      const visitor = await panel.visitNew();
      expect(await visitor.read("/panel", headers)).toContain(`<html lang="${language}">`);
    });

    test("one language on a page: a French page has no English text", async () => {
      const hostname = `${crypto.randomUUID()}.acme.com`;
      const members = [{ login: "bob@acme.com" }];
      const visitor = await panel.visitNew({ desired: { hostnames: [desiredHostname(hostname)], members } });
      await panel.observe(hostname);
      await license(visitor.tenantId, ["SECRET-KEY-6666"]);
      const paths = ["", "/domains", `/domains/${hostname}`, `/domains/${hostname}/remove`, "/members", "/config-vars"];
      for (const path of paths) {
        const text = textOf(await visitor.read(`/panel${path}?lang=fr`));
        const english = textsIn(en).filter((one) => one.length > 8 && !textsIn(fr).includes(one) && text.includes(one));
        expect(english, path).toEqual([]);
      }
    });

    test.each([
      [
        "en",
        "We have not received your email address from Harbor Market yet",
        "The values are being sent to Harbor Market",
      ],
      ["fr", "ne nous a pas encore été transmise par Harbor Market", "Envoi des valeurs à Harbor Market en cours"],
    ])("the title of the tenant's own marketplace: %s", async (language, ownerUnknown, coming) => {
      const id = await panel.order();
      const conditions = [{ type: "Ready", status: "false", reason: "OwnerUnknown", message: "" }];
      await panel.db
        .updateTable("tenants")
        .set({ conditions: JSON.stringify(conditions) })
        .where("id", "=", id)
        .execute();
      const { config, db, ledger } = panel;
      const own = termsOf(config).clevercloud;
      const terms = own === undefined ? {} : { clevercloud: { ...own, title: "Harbor Market" } };
      const app = createApp(testContext({ db, ledger, config, terms, now: () => start }));
      const headers = { Cookie: `__Host-marketplane=${await panel.signIn(id)}` };
      const read = async (path: string) =>
        textOf(await (await app.request(`${path}?lang=${language}`, { headers })).text());

      const [overview, configVars] = [await read("/panel"), await read("/panel/config-vars")];

      expect(overview).toContain(ownerUnknown);
      expect(configVars).toContain(coming);
      expect(overview + configVars).not.toContain("Clever Cloud");
    });

    test("the chosen language from then on, by a cookie that works in an iframe", async () => {
      const visitor = await panel.visitNew();
      const chosen = await visitor.get("/panel?lang=fr");
      const cookie = chosen.headers.getSetCookie().join();

      expect(cookie).toMatch(/^marketplane-language=fr;.*Secure; SameSite=None; Partitioned/);
      expect((await visitor.get("/panel?lang=tlh")).headers.getSetCookie()).toEqual([]);
    });
  });

  describe("is closed", () => {
    test("to visitors who are not signed in, in the browser's language", async () => {
      const visitor = await panel.visitNew();
      const answer = await visitor.get("/panel/domains", { Cookie: "", "Accept-Language": "fr" });
      expect(answer.status).toBe(401);
      expect(textOf(await answer.text())).toContain("Vous n’êtes pas connecté");
    });

    test("while the add-on is suspended: every page says so, and refuses changes", async () => {
      const visitor = await panel.visitNew({ state: "suspended" });
      for (const path of ["/panel", "/panel/domains", "/panel/members", "/panel/config-vars"]) {
        expect(textOf(await visitor.read(path))).toContain("This add-on is suspended");
      }
      const answer = await visitor.post("/panel/domains", { domain: "shop.acme.com" });
      expect([answer.status, answer.headers.get("hx-refresh")]).toEqual([409, "true"]);
      expect((await panel.tenant(visitor.tenantId)).desired.hostnames).toEqual([]);
      expect((await visitor.post("/panel/log-out")).status).toBe(200);
    });

    test("once the add-on is deleted", async () => {
      const visitor = await panel.visitNew({ state: "removed" });
      const answer = await visitor.get("/panel/domains");
      expect(answer.status).toBe(410);
      expect(textOf(await answer.text())).toContain("This add-on was deleted");
    });
  });

  test("says that the outcome is unknown if the ledger is unavailable, and shows no internals", async () => {
    const key = await panel.signIn(await panel.order());
    const answerOf = async (error: Error) => {
      const ledger = { submit: () => Promise.reject(error), close: () => Promise.resolve() };
      const app = createApp(testContext({ db: panel.db, ledger, config: panel.config, now: () => start }));
      const headers = { Cookie: `__Host-marketplane=${key}`, Origin: "https://cp.saasprovider.com" };
      return app.request("/panel/domains", {
        method: "POST",
        headers,
        body: new URLSearchParams({ domain: "shop.acme.com" }),
      });
    };
    const unavailable = await answerOf(new LedgerUnavailableError("down"));
    const failed = await answerOf(new Error("an inner matter"));

    expect([unavailable.status, unavailable.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(textOf(await unavailable.text())).toContain("If you submitted a change, check whether it was saved.");
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain("inner matter");
  });

  test("answers an unknown path with a page that says so", async () => {
    const visitor = await panel.visitNew();
    const answer = await visitor.get("/panel/nothing?lang=fr");
    expect(answer.status).toBe(404);
    expect(textOf(await answer.text())).toContain("Page introuvable");
  });
});
