import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Hostname } from "@marketplane/providers/hostname.ts";
import { z } from "zod";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { projectFiles } from "./init/project-files.ts";

/** marketplane init, and `npm create marketplane`: a project that works at once. */
export function initCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "init",
    description: "Create a project in a folder: program, stack configuration and an example tenant",
    example: "marketplane init my-saas --zone 023e105f4ecef8ad9ca31a8372d0c353 --domain example.com",
    arguments: { folder: defineOption({ description: "folder of the project", schema: z.string().min(1) }) },
    options: {
      zone: defineOption({
        value: "<id>",
        description: "ID of the zone at Cloudflare; by default the sandbox's",
        schema: z.string().min(1).default("5a4db0c0ffee00000000000000000001"),
      }),
      domain: defineOption({
        value: "<name>",
        description: "name of the zone; by default the sandbox's",
        schema: Hostname.default("saasprovider.com"),
      }),
      json: jsonOption,
    },
    handler({ folder, zone, domain, json }) {
      const into = resolve(folder);
      const files = projectFiles({ name: basename(into), zoneId: zone, domain });
      const existing = Object.keys(files).filter((file) => existsSync(join(into, file)));
      if (existing.length > 0) {
        throw new Error(`${existing.join(", ")} already exist in ${into}: choose another folder, or move them`);
      }
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(into, file)), { recursive: true });
        writeFileSync(join(into, file), text, { flag: "wx" });
      }
      print(
        environment,
        { folder: into, files: Object.keys(files) },
        {
          json,
          toText: ({ files: written }) =>
            `${written.map((file) => `wrote ${join(folder, file)}`).join("\n")}\n\nNext: cd ${folder} && npm install\n`,
        },
      );
    },
  });
}
