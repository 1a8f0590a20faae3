import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { problemText } from "../../../src/gitops/commit-result.ts";
import { readDesiredState } from "../../../src/gitops/read-desired-state.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

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
  const { stacks, problems } = readDesiredState({ root, project: ".", stacks: [], ...options });
  return { stacks, problems: problems.map(problemText) };
}

describe("what a commit declares", () => {
  it("is every stack with its tenants, and the configuration of this process stays as it was", async () => {
    const before = pulumi.runtime.allConfig();
    const { stacks, problems } = await read({ ...whole, "Pulumi.staging.yaml": stackFile });
    expect(problems).toEqual([]);
    expect(stacks.map(({ name, tenants }) => [name, tenants.map(({ file }) => file)])).toEqual([
      ["production", ["ada.yaml"]],
      ["staging", ["ada.yaml"]],
    ]);
    expect(pulumi.runtime.allConfig()).toEqual(before);
  });

  it("can be of some stacks alone, and in a folder of the repository", async () => {
    const moved = Object.fromEntries(Object.entries(whole).map(([path, text]) => [`fleet/${path}`, text]));
    const broken = { ...moved, "fleet/Pulumi.other.yaml": "config: [\n" };
    const { stacks, problems } = await read(broken, { project: "fleet", stacks: ["production"] });
    expect([stacks.length, problems]).toEqual([1, []]);
    expect((await read({ ...moved, "fleet/tenants/b.yaml": "id: b\n" }, { project: "fleet" })).problems[0]).toBe(
      "fleet/tenants/b.yaml:1: plan: is required",
    );
  });

  it("with a mistake is told by file and line", async () => {
    const problemsOf = async (files: Readonly<Record<string, string>>) => (await read({ ...whole, ...files })).problems;
    expect(await problemsOf({ "tenants/ada.yaml": ada.replace("www.ada-shop.com", "not a name") })).toEqual([
      expect.stringMatching(/^tenants\/ada\.yaml:5: hostnames\.0\.hostname: must be .*"not a name"/),
    ]);
    expect(await problemsOf({ "tenants/bob.yaml": ada.replace("id: ada", "id: bob") })).toEqual([
      'tenants/bob.yaml:5: hostname: "www.ada-shop.com" stands in ada.yaml already',
      'tenants/bob.yaml:3: login: "jane@ada.example" stands in ada.yaml already',
    ]);
    expect(await problemsOf({ "tenants/ada.yaml": ada.replace("plan: basic", "plan: gold") })).toEqual([
      expect.stringMatching(/^tenants\/ada\.yaml:2: plan: must be one of the plans.*not "gold"/),
    ]);
    expect(await problemsOf({ "tenants/ada.yaml": "id: ada\n\tplan: basic\n" })).toEqual([
      expect.stringMatching(/^tenants\/ada\.yaml:\d: is no YAML/),
    ]);
    const looped = stackFile.replace("hostname: customers", "hostname: proxy-fallback");
    expect(await problemsOf({ "Pulumi.production.yaml": looped })).toEqual([
      expect.stringMatching(/^Pulumi\.production\.yaml:9: cnameTarget\.hostname: must lead to the fallback origin/),
    ]);
    expect(await problemsOf({ "Pulumi.production.yaml": "config:\n  a: [1\n" })).toEqual([
      expect.stringMatching(/^Pulumi\.production\.yaml:\d: is no YAML/),
    ]);
    expect(await problemsOf({ "Pulumi.yaml": "runtime: nodejs\n" })).toEqual([
      "Pulumi.yaml:1: must name the project (name: …)",
    ]);
  });

  it("with a credential in clear is refused at its line, without the credential", async () => {
    const clear = stackFile.replace("apifew:key:\n    secure: v1:abc", "apifew:key: a-key-in-clear");
    const { problems } = await read({ ...whole, "Pulumi.production.yaml": clear });
    expect(problems).toEqual([expect.stringMatching(/^Pulumi\.production\.yaml:3: stands in clear/)]);
    expect(problems.join()).not.toContain("a-key-in-clear");
  });

  it("is not refused for a value that only the engine can decrypt", async () => {
    const hidden = stackFile.replace("zoneId: 5a4db0c0ffee00000000000000000001", "zoneId: { secure: v1:abc }");
    expect((await read({ ...whole, "Pulumi.production.yaml": hidden })).problems).toEqual([]);
  });

  it("without a project or a stack says what is missing", async () => {
    expect((await read({ "README.md": "hello" })).problems).toEqual([
      "Pulumi.yaml: is not there; name its folder with --project",
    ]);
    expect((await read({ "Pulumi.yaml": "name: a\n" })).problems[0]).toMatch(/has no Pulumi\.<stack>\.yaml/);
    expect((await read(whole, { stacks: ["gone"] })).problems).toEqual([
      "Pulumi.gone.yaml: is not there, and stack gone is followed",
    ]);
  });
});
