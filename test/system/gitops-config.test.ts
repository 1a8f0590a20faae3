import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { engineEnvironment } from "../../engine/environment.ts";
import { problemText } from "../../src/fleet/gitops/commit-result.ts";
import { readFileConfig } from "../../src/fleet/gitops/file-config.ts";
import { findProject } from "../../src/fleet/gitops/project-files.ts";
import { readDesiredState } from "../../src/fleet/gitops/read-desired-state.ts";
import { readStackConfig } from "../../src/fleet/gitops/stack-config.ts";
import type { StackConfig } from "../../stacks/stack-config.ts";
import { describeWithEngine, engine } from "../support/engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const project = "name: fleet\nruntime: nodejs\n";
const zone = "  marketplane:zoneId: 5a4db0c0ffee00000000000000000001\n";
const rest = `  marketplane:fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  marketplane:cnameTarget: { hostname: customers.saasprovider.com }
`;
const plans = "  marketplane:plans: { basic: { pricingUid: ABC } }\n";
const stackFile = `config:\n${zone}${rest}${plans}`;
const ada = "id: ada\nplan: basic\nowner: { login: jane@ada.example }\n";
const wrong = ada.replace("basic", "gold");

/** A repository's declarations, with the configuration that the engine reads from it. */
async function read(files: Readonly<Record<string, string>>) {
  const root = await temporaryFolder();
  const home = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const env = engineEnvironment({ engine: engine(), withheld: vendorVariablePrefixes, home, variables: {} });
  const pulumi = join(engine().bin, "pulumi");
  const call = { pulumi, cwd: root, env, signal: new AbortController().signal };
  const configOf = (stack: string) => readStackConfig(stack, call);
  const { stacks, problems } = await readDesiredState({ root, project: ".", stacks: [], configOf });
  const tenants = stacks.map(({ name, tenants: declared }) => [
    name,
    ...declared.map(({ declaration }) => declaration.id),
  ]);
  return { tenants, problems: problems.map(problemText), root, call, configOf };
}

/** Objects as values, because the engine orders their keys. */
function sortedConfig({ values, secretKeys }: StackConfig) {
  const parsed = Object.entries(values).map(([key, text]) => [key, /^[[{]/.test(text) ? parse(text) : text]);
  return { values: Object.fromEntries(parsed), secretKeys: [...secretKeys].sort() };
}

describeWithEngine("the watcher's reader agrees with the engine", () => {
  it.each([
    [
      "settings and tenants' folder in Pulumi.yaml",
      {
        "Pulumi.yaml": `${project}config:\n  marketplane:zoneId: { value: 5a4db0c0ffee00000000000000000001 }\n  marketplane:tenants: { value: customers }\n`,
        "Pulumi.production.yaml": `config:\n${rest}${plans}`,
        "customers/ada.yaml": ada,
      },
    ],
    [
      "stackConfigDir",
      {
        "Pulumi.yaml": `${project}stackConfigDir: config\n`,
        "config/Pulumi.production.yaml": stackFile,
        "tenants/ada.yaml": ada,
      },
    ],
    [
      "its former name",
      {
        "Pulumi.yaml": `${project}config: config\n`,
        "config/Pulumi.production.yaml": stackFile,
        "tenants/ada.yaml": ada,
      },
    ],
    ["Pulumi.yml", { "Pulumi.yml": project, "Pulumi.production.yml": stackFile, "tenants/ada.yaml": ada }],
    [
      "anchors and merge keys",
      {
        "Pulumi.yaml": project,
        "Pulumi.production.yaml": `config:\n${zone}${rest}  marketplane:plans: { pro: &p { pricingUid: ABC }, basic: { <<: *p, pricingName: x } }\n`,
        "tenants/ada.yaml": ada,
      },
    ],
    [
      "a secret object",
      {
        "Pulumi.yaml": project,
        "Pulumi.production.yaml": `config:\n${zone}${rest}  marketplane:plans:\n    secure: v1:abc:def\n`,
        "tenants/ada.yaml": wrong,
      },
    ],
    [
      "an object with a secret in it",
      {
        "Pulumi.yaml": project,
        "Pulumi.production.yaml": `config:\n${zone}${rest}  marketplane:plans: { basic: { pricingUid: { secure: v1:abc:def } } }\n`,
        "tenants/ada.yaml": ada,
      },
    ],
    [
      "values that are no text, and keys without a namespace",
      {
        "Pulumi.yaml": `${project}config:\n  size: { type: integer, default: 3 }\n  other:flag: true\n`,
        "Pulumi.production.yaml": `${stackFile}  aws:retries: 5\n  fleet:ratio: 0.25\n  fleet:on: false\n  fleet:list: [1, a]\n`,
        "tenants/ada.yaml": ada,
      },
    ],
  ])("on %s, and so does the reader without the engine", async (_what, files) => {
    const { tenants, problems, root, configOf } = await read(files);
    expect(problems).toEqual([]);
    expect(tenants).toEqual([["production", "ada"]]);
    const found = findProject(root, ".");
    const own = "files" in found ? readFileConfig("production", found.files, root) : undefined;
    const { values, secretKeys } = await configOf("production");
    expect(own && sortedConfig(own)).toEqual(sortedConfig({ values, secretKeys }));
  });

  it("on a tenant's mistake in the folder named by Pulumi.yaml", async () => {
    const projectFile = `${project}config:\n  marketplane:tenants: { value: customers }\n`;
    const files = { "Pulumi.yaml": projectFile, "Pulumi.production.yaml": stackFile };
    expect((await read({ ...files, "customers/ada.yaml": wrong })).problems).toEqual([
      expect.stringMatching(/^customers\/ada\.yaml:2: plan: "gold" is not in marketplane:plans/),
    ]);
    expect((await read(files)).problems).toEqual([
      expect.stringMatching(/^Pulumi\.yaml:4: tenants: the folder \S+customers does not exist; create the folder/),
    ]);
  });

  it("on a file that is not valid YAML, which is refused instead of retried", async () => {
    const files = { "Pulumi.yaml": project, "Pulumi.production.yaml": "config:\n  a: [1\n", "tenants/ada.yaml": ada };
    expect((await read(files)).problems).toEqual([
      expect.stringMatching(/^Pulumi\.production\.yaml:3: is not valid YAML: /),
    ]);
  });

  it("without running a program", async () => {
    const { call } = await read({
      "Pulumi.yaml": project,
      "Pulumi.production.yaml": stackFile,
      "tenants/ada.yaml": ada,
    });
    const out = execFileSync(call.pulumi, ["stack", "history", "--json", "--stack", "production"], {
      ...call,
      encoding: "utf8",
    });
    expect(JSON.parse(out)).toEqual([]);
  });
});
