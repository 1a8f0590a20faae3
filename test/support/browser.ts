import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type AxeResults, source as axeSource } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Frame, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { describeWithProgram } from "./describe-with-program.ts";

/** Where screenshots are written; `npm run screenshots` sets it to the documentation's folder. */
const pictures = process.env.SCREENSHOTS ?? join(import.meta.dirname, "../../.marketplane/screenshots");

// No sandbox: tests run as root too, and load nothing but our own pages. The rest keeps Chromium from calling
// its vendor.
const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** A group of tests in a real browser. Without one it is one skipped test. */
export function describeWithBrowser(name: string, define: () => void): void {
  describeWithProgram("chromium", name, define);
}

interface Pages {
  /** A page in its own profile. An error in its console, or a request to another host, fails the test. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Removes and returns the oldest error, for a test that causes one on purpose. */
  takeFault(): string | undefined;
}

/** One browser for the file's tests. Pages that a test opened are closed after it. */
export function useBrowser(): Pages {
  let browser: Browser | undefined;
  const faults: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject("programs").chromium ?? "", args: flags });
  });
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) {
      await context.close();
    }
    expect(faults.splice(0), "what the browser complained of").toEqual([]);
  });
  afterAll(() => browser?.close());
  return {
    takeFault: () => faults.shift(),
    async open(options = {}) {
      if (browser === undefined) {
        throw new Error("the browser is started before the file's tests");
      }
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en", ...options });
      const page = await context.newPage();
      watch(page, faults);
      return page;
    },
  };
}

/** Asserts that axe finds no serious or critical violation in the page and its frames. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await Promise.all(page.frames().map(findFaults));
  expect(found.flat(), `accessibility of ${page.url()}`).toEqual([]);
}

/** Asserts that nothing on the page exceeds its right edge. */
export async function expectNoOverflow(page: Page): Promise<void> {
  // On a phone, innerWidth grows with content that is too wide.
  const width = page.viewportSize()?.width ?? 0;
  const beyond = (await page.evaluate<number>("document.documentElement.scrollWidth")) - width;
  expect(beyond, `what ${page.url()} shows beyond its width`).toBeLessThanOrEqual(0);
}

/**
 * Asserts that the page does not scroll sideways on a desktop, a tablet and a phone. Then it restores the
 * size.
 */
export async function expectNoOverflowAtAnyWidth(page: Page): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 900 };
  for (const width of [1280, 768, 360]) {
    await page.setViewportSize({ ...size, width });
    await expectNoOverflow(page);
  }
  await page.setViewportSize(size);
}

/** Saves a screenshot of the whole page. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, animations: "disabled" });
}

function watch(page: Page, faults: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error") {
      faults.push(`console: ${message.text()} (${page.url()})`);
    }
  });
  page.on("pageerror", (error) => faults.push(`script: ${String(error)}`));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(hostname) || hostname.endsWith(".localhost");
    if (protocol.startsWith("http") && !isHere) {
      faults.push(`request to another host: ${request.url()}`);
    }
  });
}

async function findFaults(frame: Frame): Promise<string[]> {
  await frame.evaluate(axeSource);
  const { violations } = await frame.evaluate<AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
