import { createReadStream, existsSync, globSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "../../engine/run-process.ts";
import {
  describeWithBrowser,
  expectAccessible,
  expectNoOverflow,
  phone,
  screenshot,
  useBrowser,
} from "../support/browser.ts";

const root = join(import.meta.dirname, "../..");
let site: string;

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), "marketplane-site-"));
  const vitepress = join(root, "node_modules/vitepress/bin/vitepress.js");
  const end = await runProcess(process.execPath, [vitepress, "build", "docs", "--outDir", site], { cwd: root });
  expect(end.code, [...end.stdout, ...end.stderr].join("\n")).toBe(0);
}, 300_000);

afterAll(() => rm(site, { recursive: true, force: true }));

describe("the documentation's site", () => {
  it("loads nothing from other hosts", () => {
    const loads =
      /<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)="(?:https?:)?\/\/|@import|url\(["']?(?:https?:)?\/\//;
    const files = globSync("**/*.{html,css}", { cwd: site });
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => loads.test(readFileSync(join(site, file), "utf8")))).toEqual([]);
  });

  it("contains every file that a page links to", () => {
    const pages = globSync("**/*.html", { cwd: site }).map((file) => readFileSync(join(site, file), "utf8"));
    const sources = new Set(
      pages.flatMap((page) => [...page.matchAll(/href="(\/source\/[^"#]+)"/g)].map(([, path]) => path)),
    );
    expect([...sources]).toContain("/source/deploy/prometheus/alerts.yaml.txt");
    expect([...sources].filter((path) => !existsSync(join(site, path ?? "")))).toEqual([]);
  });
});

describeWithBrowser("the documentation's site in a browser", () => {
  const browser = useBrowser();
  let server: Server;
  let address: string;

  beforeAll(async () => {
    server = createServer(({ url = "/" }, response) => {
      const file = fileOf(new URL(url, "http://127.0.0.1").pathname);
      response.writeHead(file === undefined ? 404 : 200, {
        "content-type": types[extname(file ?? "")] ?? "text/plain",
      });
      if (file === undefined) {
        response.end();
      } else {
        createReadStream(file).pipe(response);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
  });
  afterAll(() => void server.close());

  it.each([
    ["wide", {}],
    ["on a phone in the dark", { ...phone, colorScheme: "dark" }],
  ] as const)("is accessible: %s", { timeout: 240_000 }, async (name, options) => {
    const page = await browser.open(options);
    for (const path of ["/", "/tutorial", "/reference/cli", "/operations/incidents/drift-found"]) {
      await page.goto(`${address}${path}`);
      expect(await page.getByRole("heading", { level: 1 }).count(), path).toBe(1);
      await expectNoOverflow(page);
      await expectAccessible(page);
    }
    await page.goto(address);
    await screenshot(page, `docs-${name.replaceAll(" ", "-")}`);
  });

  it("finds a page by a word in it, without a search server", async () => {
    const page = await browser.open();
    await page.goto(address);
    await page.getByRole("button", { name: "Search" }).first().click();
    await page.getByRole("searchbox").fill("VendorRateLimited");
    await page.locator(".result").first().click();
    await page.waitForURL(/vendor-rate-limited|alerts/);
  });
});

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** As a static file server resolves it: a path without an extension is a page. */
function fileOf(path: string): string | undefined {
  const places = [path, `${path}.html`, `${path}/index.html`].map((place) => join(site, place));
  return places.find((place) => existsSync(place) && statSync(place).isFile());
}
