import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { askYes } from "../kernel/ask.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { askChoices, choiceOptions } from "./init/choices.ts";
import { projectFiles } from "./init/project-files.ts";

/** marketplane init, and `npm create marketplane`: a project that works at once. */
export function initCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "init",
    description: "Create a project in a folder: program, stack configuration and an example tenant",
    example: "marketplane init my-saas --domain saasprovider.com --marketplace clevercloud --git github",
    arguments: { folder: defineOption({ description: "folder of the project", schema: z.string().min(1) }) },
    options: {
      ...choiceOptions,
      yes: defineOption({
        description: "ask nothing: take the defaults, and refuse to replace files",
        schema: z.boolean().default(false),
      }),
      json: jsonOption,
    },
    async handler({ folder, yes, json, ...given }) {
      const isAsked = !yes && environment.stdin.isTTY === true && environment.stderr.isTTY === true;
      const into = resolve(folder);
      const choices = await askChoices(environment, given, isAsked);
      const files = projectFiles({ ...choices, name: projectName(into) });
      const existing = Object.keys(files).filter((file) => existsSync(join(into, file)));
      if (existing.length > 0 && !(isAsked && (await askYes(environment, `replace ${existing.join(", ")}?`)))) {
        throw new Error(`${existing.join(", ")} already exist in ${into}: choose another folder, or move them`);
      }
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(into, file)), { recursive: true });
        writeFileSync(join(into, file), text, { flag: existing.includes(file) ? "w" : "wx" });
      }
      const dev = choices.controlPlane ? "the sandbox and the control plane" : "the sandbox";
      const toText = (written: readonly string[]) =>
        `${written.map((file) => `wrote ${join(folder, file)}\n`).join("")}\n` +
        `Next:\n  cd ${folder}\n  npm install\n  npm run dev        (${dev})\n`;
      const result = { folder: into, files: Object.keys(files) };
      print(environment, result, { json, toText: () => toText(result.files) });
    },
  });
}

/** A name that Pulumi and npm accept. */
function projectName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? "my-saas" : name;
}
