import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemText } from "../../../../src/fleet/gitops/commit-result.ts";
import { readDesiredState } from "../../../../src/fleet/gitops/read-desired-state.ts";
import { StackConfigError } from "../../../../src/fleet/gitops/stack-config-error.ts";
import { readYaml } from "../../../../stacks/files/read-yaml.ts";
import type { StackConfig } from "../../../../stacks/stack-config.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const stackFile = `encryptionsalt: v1:x
config:
  apifew:key:
    secure: v1:abc
  marketplane:zoneId: 5a4db0c0ffee00000000000000000001
  marketplane:fallbackOrigin:
    hostname: proxy-fallback.saasprovider.com
    content: 203.0.113.10
  marketplane:cnameTarget: { hostname: customers.saasprovider.com }
  marketplane:plans:
    basic: { pricingUid: ABC }
`;
const ada = "id: ada\nplan: basic\nowner: { login: jane@ada.example }\nhostnames:\n  - hostname: www.ada-shop.com\n";
const whole = {
  "Pulumi.yaml": "name: fleet\nruntime: nodejs\n",
  "Pulumi.production.yaml": stackFile,
  "tenants/ada.yaml": ada,
};

async function read(files: Readonly<Record<string, string>>, options: { project?: string; stacks?: string[] } = {}) {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const project = options.project ?? ".";
  const configOf = async (stack: string) => configIn(join(root, project, `Pulumi.${stack}.yaml`));
  const { stacks, problems } = await readDesiredState({ root, project, stacks: options.stacks ?? [], configOf });
  return { stacks, problems: problems.map(problemText) };
}

/** The engine's response for a stack's file; test/system/gitops-config.test.ts asks the real engine. */
function configIn(file: string): StackConfig {
  const { value, problems } = readYaml(file);
  if (problems.length > 0) {
    throw new StackConfigError(`yaml: line ${problems[0]?.position?.line}: it is broken`);
  }
  const config = Object.entries<unknown>(Reflect.get(Object(value), "config") ?? {});
  const isSecret = (item: unknown): boolean => JSON.stringify(item).includes('"secure":');
  const toText = (item: unknown) => (typeof item === "string" ? item : JSON.stringify(item));
  return {
    values: Object.fromEntries(config.map(([key, item]) => [key, isSecret(item) ? "[secret]" : toText(item)])),
    secretKeys: config.flatMap(([key, item]) => (isSecret(item) ? [key] : [])),
  };
}

describe("what a commit declares", () => {
  it("contains every stack with its tenants", async () => {
    const { stacks, problems } = await read({ ...whole, "Pulumi.staging.yaml": stackFile });
    expect(problems).toEqual([]);
    expect(stacks.map(({ name, tenants }) => [name, tenants.map(({ file }) => file)])).toEqual([
      ["production", ["ada.yaml"]],
      ["staging", ["ada.yaml"]],
    ]);
  });

  it("can be limited to some stacks, and be in a folder of the repository", async () => {
    const moved = Object.fromEntries(Object.entries(whole).map(([path, text]) => [`fleet/${path}`, text]));
    const broken = { ...moved, "fleet/Pulumi.other.yaml": "config: [\n" };
    const { stacks, problems } = await read(broken, { project: "fleet", stacks: ["production"] });
    expect([stacks.length, problems]).toEqual([1, []]);
    expect((await read({ ...moved, "fleet/tenants/b.yaml": "id: b\n" }, { project: "fleet" })).problems[0]).toBe(
      "fleet/tenants/b.yaml:1: plan: is required",
    );
  });

  it("is reported by file and line if it has a mistake", async () => {
    const problemsOf = async (files: Readonly<Record<string, string>>) => (await read({ ...whole, ...files })).problems;
    expect(await problemsOf({ "tenants/ada.yaml": ada.replace("www.ada-shop.com", "not a name") })).toEqual([
      expect.stringMatching(/^tenants\/ada\.yaml:5: hostnames\.0\.hostname: must be .*"not a name"/),
    ]);
    expect(await problemsOf({ "tenants/bob.yaml": ada.replace("id: ada", "id: bob") })).toEqual([
      'tenants/bob.yaml:5: hostnames.0.hostname: "www.ada-shop.com" is already in ada.yaml',
      'tenants/bob.yaml:3: owner.login: "jane@ada.example" is already in ada.yaml',
    ]);
    expect(await problemsOf({ "tenants/ada.yaml": ada.replace("plan: basic", "plan: gold") })).toEqual([
      expect.stringMatching(/^tenants\/ada\.yaml:2: plan: "gold" is not in marketplane:plans/),
    ]);
    expect(await problemsOf({ "tenants/ada.yaml": "id: ada\n\tplan: basic\n" })).toEqual([
      expect.stringMatching(/^tenants\/ada\.yaml:\d: is not valid YAML/),
    ]);
    const looped = stackFile.replace("hostname: customers", "hostname: proxy-fallback");
    expect(await problemsOf({ "Pulumi.production.yaml": looped })).toEqual([
      expect.stringMatching(/^Pulumi\.production\.yaml:9: cnameTarget\.hostname: must point to the fallback origin/),
    ]);
    expect(await problemsOf({ "Pulumi.production.yaml": "config:\n  a: [1\n" })).toEqual([
      expect.stringMatching(/^Pulumi\.production\.yaml:3: is not valid YAML/),
    ]);
    expect(await problemsOf({ "Pulumi.yaml": "runtime: nodejs\n" })).toEqual([
      "Pulumi.yaml:1: must name the project (name: …)",
    ]);
  });

  it("is rejected with its line, without the credential, if a credential is in plain text", async () => {
    const clear = stackFile.replace("apifew:key:\n    secure: v1:abc", "apifew:key: a-key-in-clear");
    const { problems } = await read({ ...whole, "Pulumi.production.yaml": clear });
    expect(problems).toEqual([
      expect.stringMatching(/^Pulumi\.production\.yaml:3: apifew:key: is stored in plain text/),
    ]);
    expect(problems.join()).not.toContain("a-key-in-clear");
  });

  it("is not rejected because of a value that only the engine can decrypt", async () => {
    const hidden = stackFile.replace("zoneId: 5a4db0c0ffee00000000000000000001", "zoneId: { secure: v1:abc }");
    expect((await read({ ...whole, "Pulumi.production.yaml": hidden })).problems).toEqual([]);
  });

  it("reports each invalid tenant file as a problem with its line, and ignores editors' files", async () => {
    const files = {
      "tenants/glob.yaml": "id: glob\nhostnames:\n  - hostname: *.acme-shoes.com\n",
      "tenants/cyclic.yaml": "id: cyclic\nhostnames: &h\n  - *h\n",
      "tenants/eu/tag.YAML": "id: tag\nplan: !vault basic\n",
      "tenants/old.yaml/bob.yml": ada.replaceAll("ada", "bob").replace("plan: basic", "plan: gold"),
      "tenants/.ada.yaml.swp": "\0",
      "tenants/ada.yaml~": "old",
    };
    expect((await read({ ...whole, ...files })).problems).toEqual([
      expect.stringMatching(/^tenants\/cyclic\.yaml:3: /),
      expect.stringMatching(/^tenants\/eu\/tag\.YAML:2: /),
      expect.stringMatching(/^tenants\/glob\.yaml:3: /),
      expect.stringMatching(/^tenants\/old\.yaml\/bob\.yml:2: plan: "gold"/),
    ]);
  });

  it("has all of its mistakes reported together, in tenants and configuration", async () => {
    const wrong = stackFile
      .replace("marketplane:zoneId", "marketplane:zonId")
      .replace("content: 203.0.113.10", "contnt: x");
    const { problems } = await read({
      ...whole,
      "Pulumi.production.yaml": wrong,
      "tenants/b.yaml": "id: b\nplan: gold\n",
    });
    expect(problems).toEqual([
      "Pulumi.production.yaml: zoneId: is required",
      "Pulumi.production.yaml:6: fallbackOrigin.content: is required",
      expect.stringMatching(
        /^Pulumi\.production\.yaml:8: fallbackOrigin\.contnt: is not known; did you mean content\?/,
      ),
      expect.stringMatching(/^Pulumi\.production\.yaml:5: zonId: is not known; did you mean zoneId\?/),
      "tenants/b.yaml:1: owner: is required",
      expect.stringMatching(/^tenants\/b\.yaml:2: plan: "gold" is not in marketplane:plans/),
    ]);
  });

  it("may contain secrets that no tenant uses yet, but no misspelt one", async () => {
    const withSecret = (key: string) => ({
      ...whole,
      "Pulumi.production.yaml": `${stackFile}  ${key}: { secure: v1:a }\n`,
    });
    expect((await read(withSecret("marketplane:acmePassword"))).problems).toEqual([]);
    expect((await read(withSecret("marketplane:manifst"))).problems).toEqual([
      expect.stringMatching(/did you mean manifest\?/),
    ]);
    expect((await read(withSecret("apifew:ky"))).problems).toEqual([
      expect.stringMatching(/apifew:ky: is not known; did you mean key\?/),
    ]);
  });

  it("names what is missing if there is no project or stack", async () => {
    expect((await read({ "README.md": "hello" })).problems).toEqual([
      "Pulumi.yaml: does not exist; set the project's folder with --project",
    ]);
    expect((await read({ "Pulumi.yaml": "name: a\n" })).problems[0]).toMatch(
      /has no stack to reconcile: Pulumi\.<stack>\.yaml does not exist/,
    );
    expect((await read(whole, { stacks: ["gone"] })).problems).toEqual([
      "Pulumi.gone.yaml: does not exist, but stack gone is selected",
    ]);
  });
});
