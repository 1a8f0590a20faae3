import { serve } from "@hono/node-server";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findFreePort } from "../../../src/core/db/embedded/free-port.ts";
import { openSession } from "../../../src/core/sign-in/panel-sessions.ts";
import { languageCodes } from "../../../src/http/panel/texts/languages.ts";
import { useConsole } from "../../src/http/console/console-fixture.ts";
import { describeWithBrowser, useBrowser } from "../../support/browser.ts";
import { hasDatabase } from "../../support/database.ts";
import { longConfig, longEmail } from "./long-names.ts";
import { misfitsOf } from "./misfits.ts";
import { emptyPages, panelPages, recordPages } from "./pages.ts";
import { seedLongNames } from "./seed-long-names.ts";

const port = await findFreePort();
const publicUrl = `http://127.0.0.1:${port}`;
const widths = [1280, 768, 360];
const timeout = 180_000;

describeWithBrowser("pages at 1280, 768 and 360 px", () => {
  const browser = useBrowser();
  const fixture = useConsole({ config: longConfig(publicUrl) });
  let server: ReturnType<typeof serve>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server = serve({ fetch: fixture.app.fetch, hostname: "127.0.0.1", port }, () => resolve());
    });
  });
  afterAll(() => void server.close());

  it.skipIf(!hasDatabase)(
    "show everything within the window, from an empty database to the longest names",
    { timeout },
    async () => {
      const visited: string[] = [];
      const page = await browser.open();
      const visit = async (path: string, act?: (page: Page) => Promise<unknown>) => {
        await page.goto(`${publicUrl}${path}`);
        await act?.(page);
        await expectToFit(page);
        visited.push(path.replace(/\?.*/, ""));
      };

      await visit("/console/sign-in", (one) => signIn(one, "a token of nobody"));
      await signIn(page, (await fixture.visitor()).token);
      for (const path of emptyPages) {
        await visit(path);
      }
      const seeded = await seedLongNames(fixture.context, new Date());
      for (const path of [...emptyPages, ...recordPages(seeded)]) {
        await visit(path);
      }
      await page.context().addCookies([await panelCookie(seeded.tenantId)]);
      for (const { path, act } of panelPages(seeded)) {
        for (const language of languageCodes) {
          await visit(`${path}?lang=${language}`, act);
        }
      }
      await page.context().addCookies([await panelCookie(seeded.suspendedId)]);
      for (const path of ["/panel", `/panel/${seeded.suspendedId}`]) {
        await visit(path);
      }

      expectOnlyRefusals();
      const missed = pagePatterns().filter((pattern) => !visited.some((path) => pattern.test(path)));
      expect(missed.map(String), "pages that are not visited").toEqual([]);
    },
  );

  async function expectToFit(page: Page): Promise<void> {
    const size = page.viewportSize() ?? { width: 1280, height: 900 };
    for (const width of widths) {
      await page.setViewportSize({ ...size, width });
      expect.soft(await misfitsOf(page), `${page.url()} at ${width} px`).toEqual([]);
    }
    await page.setViewportSize(size);
  }

  /** Some pages answer with a 4xx on purpose, which the browser reports as an error. */
  function expectOnlyRefusals(): void {
    for (let fault = browser.takeFault(); fault !== undefined; fault = browser.takeFault()) {
      expect(fault).toMatch(/status of 4\d\d/);
    }
  }

  async function signIn(page: Page, token: string): Promise<void> {
    await page.goto(`${publicUrl}/console/sign-in`);
    await page.getByLabel("Operator token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  async function panelCookie(tenantId: string) {
    const { db, now } = fixture.context;
    const { key } = await openSession(db, { tenantId, userId: longEmail, email: longEmail }, now());
    return { name: `marketplane-${tenantId}`, value: key, url: publicUrl };
  }

  /**
   * The paths of all pages, as patterns. The panel answers below /panel and below /panel/{tenant}; one is
   * enough.
   */
  function pagePatterns(): RegExp[] {
    const paths = fixture.app.routes.flatMap(({ method, path }) => (method === "GET" ? [path] : []));
    const pages = paths.filter((path) => /^\/(console|panel\/:tenant|docs)/.test(path) && !path.endsWith("*"));
    return [...new Set(pages)].map((path) => {
      const segments = path.split("/").filter((segment) => segment !== "");
      return new RegExp(`^/${segments.map((segment) => (segment.startsWith(":") ? "[^/]+" : segment)).join("/")}$`);
    });
  }
});
