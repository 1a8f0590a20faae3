import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { engineEnvironment } from "../engine/environment.ts";
import { findLanguageHost, languagesCommand } from "../engine/language-hosts.ts";
import { packPlugin } from "../src/project/release/pack-plugin.ts";
import { generateSdk } from "../src/project/sdks/generate-sdk.ts";
import type { BenchContext } from "./bench-case.ts";
import { BenchStack, type BenchStackOptions } from "./bench-stack.ts";

/** The custom hostnames of programs/hostnames, with the generated SDK, which the checkout may not have yet. */
const typescriptProgram = `import * as marketplane from "@marketplane/pulumi";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config("bench");
const prefix: string = config.require("prefix");
for (let index = 0; index < config.requireNumber("count"); index += 1) {
  const name = \`\${prefix}-\${String(index).padStart(5, "0")}\`;
  new marketplane.cloudflare.CustomHostname(name, {
    zoneId: config.require("zoneId"),
    hostname: \`\${name}.customers.acme-shoes.com\`,
    ssl: { method: "http", settings: { minTlsVersion: "1.2" } },
    waitFor: "none",
  });
}
`;

/** A custom hostname, or a resource that does nothing, of a YAML program. */
type YamlResource = (name: string) => { readonly type: string; readonly properties: object };

export interface NativePrograms {
  /** A stack of the program with the generated SDK. */
  typescript(options: Omit<BenchStackOptions, "program">): Promise<BenchStack>;
  /** A stack of a YAML program with `count` resources. */
  yaml(
    options: Omit<BenchStackOptions, "program" | "config"> & {
      readonly count: number;
      readonly resource: YamlResource;
    },
  ): Promise<BenchStack>;
}

/** Packs the native provider as it is released, and generates its SDK. */
export async function prepareNativePrograms(context: BenchContext): Promise<NativePrograms> {
  const { root, folder, engine } = context;
  const yamlHost = await findLanguageHost("yaml");
  if (yamlHost === undefined) {
    throw new Error(`YAML programs need their language host: ${languagesCommand} yaml`);
  }
  await packPlugin(root, folder, []);
  const plugins = {
    providers: [
      { name: "marketplane", path: join(folder, "plugin") },
      { name: "nothing", path: join(root, "bench/native") },
    ],
  };
  const programs = BenchStack.copyPrograms(context);
  const typescript = join(programs, "native-typescript");
  mkdirSync(typescript);
  writeFileSync(join(typescript, "package.json"), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(typescript, "index.ts"), typescriptProgram);
  writeProject(typescript, { runtime: { name: "nodejs", options: { typescript: false } }, main: "index.ts", plugins });
  const env = engineEnvironment({ engine, withheld: [], home: join(folder, "sdk") });
  const sdk = await generateSdk("nodejs", { root, bin: engine.bin, env });
  mkdirSync(join(typescript, "node_modules/@marketplane"), { recursive: true });
  symlinkSync(join(sdk, "bin"), join(typescript, "node_modules/@marketplane/pulumi"));
  symlinkSync(join(root, "node_modules/@pulumi"), join(typescript, "node_modules/@pulumi"));

  return {
    typescript: (options) => BenchStack.make(context, { program: "native-typescript", ...options }),
    yaml: ({ count, resource, name, variables }) => {
      const program = `native-yaml-${name}` as const;
      const names = Array.from({ length: count }, (_, index) => `${name}-${String(index).padStart(5, "0")}`);
      const resources = Object.fromEntries(names.map((one) => [one, resource(one)]));
      writeProject(join(programs, program), { runtime: "yaml", plugins, resources });
      return BenchStack.make(context, { program, name, path: [yamlHost], ...(variables && { variables }) });
    },
  };
}

function writeProject(folder: string, project: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: "bench-native", ...project }));
}
