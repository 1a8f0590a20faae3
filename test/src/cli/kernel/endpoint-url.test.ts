import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { adoptCommand } from "../../../../src/cli/commands/adopt.ts";
import { manifestCommand } from "../../../../src/cli/commands/manifest.ts";
import { commandEnvironment } from "../../../../src/cli/kernel/command-environment.ts";
import { operatorClient } from "../../../../src/cli/kernel/operator-client.ts";
import { EndpointUrl } from "../../../../src/cli/kernel/option-types.ts";

const problemOf = (url: string) =>
  EndpointUrl.safeParse(url)
    .error?.issues.map(({ message }) => message)
    .join("; ");

describe("the URL of an endpoint on the command line", () => {
  it("is an http(s) URL without regard to its last slash", () => {
    expect(EndpointUrl.parse("https://cp.example/")).toBe("https://cp.example");
    expect(EndpointUrl.parse("http://127.0.0.1:8080/base/")).toBe("http://127.0.0.1:8080/base");
  });

  it.each([
    "https://t0ken@cp.example",
    "https://u:t0ken@cp.example",
    "https://:t0ken@cp.example",
    "https://cp.example?key=t0ken",
    "https://cp.example#t0ken",
    "ftp://t0ken@cp.example",
    "t0ken@cp.example",
  ])("%s is refused, and not shown", (url) => {
    expect(problemOf(url)).toMatch(/^must/);
    expect(problemOf(url)).not.toContain("t0ken");
  });

  it("in the environment follows the same rule", () => {
    const variables: Record<string, string> = {
      MARKETPLANE_URL: "https://t0ken@cp.example",
      MARKETPLANE_TOKEN: "mp_x",
    };
    expect(() => operatorClient(commandEnvironment(variables), undefined)).toThrow(
      /^MARKETPLANE_URL must hold no user/,
    );
  });

  it.each([
    [
      "adopt",
      () => adoptCommand(commandEnvironment({})),
      ["--vendor", "apifew", "--base-url", "https://t0ken@x.example"],
    ],
    ["manifest", () => manifestCommand(commandEnvironment({})), ["--check", "https://t0ken@x.example"]],
  ])("of %s follows it, too", async (_name, make: () => Command, args) => {
    const said: string[] = [];
    const command = make()
      .exitOverride()
      .configureOutput({ writeErr: (text) => said.push(text) });
    await expect(command.parseAsync(args, { from: "user" })).rejects.toThrow();
    expect(said.join("")).toMatch(/must hold no user|without user/);
    expect(said.join("")).not.toContain("t0ken");
  });
});
