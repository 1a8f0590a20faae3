import { expect, it } from "vitest";
import { createProgram, type RunnableLanguage } from "../support/language-program.ts";
import { describeWithLanguage } from "../support/languages.ts";

/** One program in each language, with an output of a setting and one of a secret setting. */
const programs: Readonly<Record<RunnableLanguage, string>> = {
  yaml: `
config:
  color: { type: string }
  key: { type: string, secret: true }
outputs:
  color: \${color}
  key: \${key}
`,
  nodejs: `
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
export const color: string = config.require("color");
export const key = config.requireSecret("key");
`,
  python: `
import pulumi

config = pulumi.Config()
pulumi.export("color", config.require("color"))
pulumi.export("key", config.require_secret("key"))
`,
  go: `
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		ctx.Export("color", pulumi.String(settings.Require("color")))
		ctx.Export("key", settings.RequireSecret("key"))
		return nil
	})
}
`,
};

for (const [language, source] of Object.entries(programs) as [RunnableLanguage, string][]) {
  describeWithLanguage(language, `the language host of ${language}`, () => {
    it("runs a program with settings, and keeps a secret setting secret", async () => {
      const project = await createProgram(language, source);
      await project.succeed("stack", "init", "test");
      await project.succeed("config", "set", "color", "green");
      await project.succeed("config", "set", "--secret", "key", "made-up-and-secret");
      await project.succeed("up", "--yes", "--skip-preview");
      const masked = await project.succeed("stack", "output", "--json");
      expect(JSON.parse(masked.stdout)).toEqual({ color: "green", key: "[secret]" });
      const exported = await project.succeed("stack", "export");
      expect(exported.stdout).not.toContain("made-up-and-secret");
      expect(project.shown()).not.toContain("made-up-and-secret");
      const shown = await project.succeed("stack", "output", "--json", "--show-secrets");
      expect(JSON.parse(shown.stdout)).toEqual({ color: "green", key: "made-up-and-secret" });
    }, 180_000);
  });
}
