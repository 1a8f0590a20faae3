import { describe, expect, it } from "vitest";
import { apiPage } from "../../../../src/project/docs/api-page.ts";
import { cliPage } from "../../../../src/project/docs/cli-page.ts";
import { commandNotes } from "../../../../src/project/docs/command-notes.ts";
import { decisionsPage } from "../../../../src/project/docs/decisions-page.ts";
import { metricsPage } from "../../../../src/project/docs/metrics-page.ts";
import { readCommands } from "../../../../src/project/docs/read-commands.ts";

const pages = [await cliPage(), apiPage(), metricsPage(), decisionsPage()];

it.each(pages.map((page) => [page.name, page]))("%s is as `npm run docs` writes it", (_name, { present, wanted }) => {
  expect(present, "stale: run `npm run docs`").toBe(wanted);
});

describe("the page of the command line", () => {
  it("has an example for every command, and for no other", async () => {
    const commands = await readCommands();
    expect(commands.map(({ path }) => path).sort()).toEqual(Object.keys(commandNotes).sort());
  });

  it("tells every option of every command", async () => {
    const { wanted } = await cliPage();
    for (const { path, command } of await readCommands()) {
      const [, section = ""] = wanted.split(`### ${path}\n`);
      const [own = ""] = section.split("\n### ");
      for (const { flags } of command.options) {
        expect(own, path).toContain(`\`${flags}\``);
      }
    }
  });
});

describe("the page of the API", () => {
  it("has the routes of marketplaces, operators and machines", () => {
    const { wanted } = apiPage();
    expect(wanted).toContain("### POST /clevercloud/resources\n");
    expect(wanted).toContain("### POST /cloudflare-app\n");
    expect(wanted).toContain("### PATCH /api/v1/tenants/{id}\n");
    expect(wanted).toContain("### GET /readyz\n");
  });
});
