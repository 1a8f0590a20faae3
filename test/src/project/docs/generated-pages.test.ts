import { describe, expect, it } from "vitest";
import { apiPage } from "../../../../src/project/docs/api-page.ts";
import { cliPage } from "../../../../src/project/docs/cli-page.ts";
import { decisionsPage } from "../../../../src/project/docs/decisions-page.ts";
import { metricsPage } from "../../../../src/project/docs/metrics-page.ts";
import { readCommands } from "../../../../src/project/docs/read-commands.ts";

const pages = [await cliPage(), apiPage(), metricsPage(), decisionsPage()];

it.each(pages.map((page) => [page.name, page]))(
  "%s is up to date with `npm run docs`",
  (_name, { present, expected }) => {
    expect(present, "stale: run `npm run docs`").toBe(expected);
  },
);

describe("the page of the command line", () => {
  it("has every command with its example", async () => {
    const { expected } = await cliPage();
    for (const { path, command } of await readCommands()) {
      const [, section = ""] = expected.split(`### ${path}\n`);
      expect(command.documentation.example.startsWith(path), path).toBe(true);
      expect(section.split("\n### ")[0], path).toContain(`\n    ${command.documentation.example}`);
    }
  });

  it("lists every option of every command with a help text", async () => {
    const { expected } = await cliPage();
    for (const { path, command } of await readCommands()) {
      const [, section = ""] = expected.split(`### ${path}\n`);
      const [own = ""] = section.split("\n### ");
      for (const { flags, description } of command.options) {
        expect(own, path).toContain(`\`${flags}\``);
        expect(description, `${path} ${flags}`).not.toBe("");
      }
    }
  });
});

describe("the page of the API", () => {
  it("has the routes of marketplaces, operators and other programs", () => {
    const { expected } = apiPage();
    expect(expected).toContain("### POST /clevercloud/resources\n");
    expect(expected).toContain("### POST /cloudflare-app\n");
    expect(expected).toContain("### PATCH /api/v1/tenants/{id}\n");
    expect(expected).toContain("### GET /readyz\n");
  });
});
