import { serve } from "@hono/node-server";
import { expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/process/app.ts";
import {
  describeWithBrowser,
  expectAccessible,
  expectNoOverflow,
  phone,
  screenshot,
  useBrowser,
} from "../support/browser.ts";
import { offlineContext } from "../support/service-context.ts";

function start(): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch: createApp(offlineContext()).fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    onTestFinished(() => void server.close());
  });
}

describeWithBrowser("the API's page", () => {
  const browser = useBrowser();

  it.each([
    ["wide", {}],
    ["on a phone in the dark", { ...phone, colorScheme: "dark" }],
  ] as const)("is accessible: %s", async (name, options) => {
    const page = await browser.open(options);
    await page.goto(`${await start()}/docs`);
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    await expectNoOverflow(page);
    await expectAccessible(page);
    await screenshot(page, `api-${name.replaceAll(" ", "-")}`);
  });
});
