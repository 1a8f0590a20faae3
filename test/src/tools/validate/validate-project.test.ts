import { describe, expect, it } from "vitest";
import { validateProject } from "../../../../src/tools/validate/validate-project.ts";
import { validProject, writeProject } from "../../../support/validation-project.ts";

const stackFile = "Pulumi.production.yaml";
const text = validProject[stackFile];
const tenant = validProject["tenants/ada.yaml"];

async function validate(files: Readonly<Record<string, string>>, stacks: readonly string[] = []) {
  const folder = await writeProject(files);
  return validateProject({ folder, stacks });
}

async function problemsOf(files: Readonly<Record<string, string>>, stacks?: readonly string[]) {
  const { problems } = await validate(files, stacks);
  return problems.map(({ kind, file, line, column, message }) => `${kind} ${file}:${line}:${column}: ${message}`);
}

describe("marketplane validate", () => {
  it("accepts a valid project, although no variable of marketplane.yaml is set", async () => {
    expect(await validate(validProject)).toEqual({
      version: 1,
      result: "valid",
      files: ["Pulumi.yaml", stackFile, "marketplane.yaml", ".marketplane-drift.yaml"],
      stacks: ["production"],
      tenants: 1,
      problems: [],
    });
  });

  it("reports every problem of every file at once, with line, column and the nearest valid name", async () => {
    const problems = await problemsOf({
      "Pulumi.yaml": "name: fleet\nruntim: nodejs\n",
      [stackFile]: `${text}  marketplane:tenantz: x\n`
        .replace("content:", "contnt:")
        .replace("config:", "confg: 1\nconfig:"),
      "tenants/ada.yaml": `${tenant}    ssl: { method: htp }\n`.replace("basic", "basci"),
      "tenants/eu/bob.yaml": tenant.replace("id: ada", "id: Bob!"),
      "tenants/eva.yaml": tenant.replace("id: ada", "id: eva"),
      "marketplane.yaml": validProject["marketplane.yaml"]
        .replace("zoneId", "zonId")
        .replace(`\${ENCRYPTION_KEY}`, "clear"),
      ".marketplane-drift.yaml": "failOn: eror\nfailon: error\n",
    });
    expect(problems).toEqual([
      expect.stringMatching(/^project Pulumi\.yaml:1:1: runtime: is required: nodejs, yaml, python/),
      "project Pulumi.yaml:2:1: runtim: is not known; did you mean runtime?",
      `stack ${stackFile}:2:1: confg: is not known; did you mean config?`,
      `stack ${stackFile}:7:3: fallbackOrigin.content: is required`,
      expect.stringMatching(/:9:5: fallbackOrigin\.contnt: is not known; did you mean content\? \(known: hostname, /),
      expect.stringMatching(/:13:3: tenantz: is not known; did you mean tenants\?/),
      expect.stringMatching(
        /^tenant tenants\/ada\.yaml:6:12: hostnames\.0\.ssl\.method: must be one of http, txt, email; did you mean http\? \(it is "htp"\)$/,
      ),
      expect.stringMatching(/^tenant tenants\/eu\/bob\.yaml:1:1: id: must be lower case letters, digits and hyphens/),
      expect.stringMatching(
        /^tenant tenants\/ada\.yaml:2:1: plan: "basci" is not in marketplane:plans; did you mean basic\?/,
      ),
      'tenant tenants/eva.yaml:5:5: hostnames.0.hostname: "www.ada-shop.com" is already in eu/bob.yaml',
      'tenant tenants/eu/bob.yaml:3:10: owner.login: "jane@ada.example" is already in ada.yaml',
      'tenant tenants/eva.yaml:3:10: owner.login: "jane@ada.example" is already in ada.yaml',
      expect.stringMatching(
        /^control-plane marketplane\.yaml:3:1: encryptionKey: is a secret and must not be in the file/,
      ),
      expect.stringMatching(/^control-plane marketplane\.yaml:4:1: deployment\.zoneId: is required/),
      expect.stringMatching(
        /^control-plane marketplane\.yaml:5:3: deployment\.zonId: is not known; did you mean zoneId\?/,
      ),
      expect.stringMatching(
        /^drift-policy \.marketplane-drift\.yaml:1:1: failOn must be one of .*; did you mean error\?/,
      ),
      expect.stringMatching(/^drift-policy \.marketplane-drift\.yaml:2:1: failon is not known; did you mean failOn\?/),
    ]);
  });

  it("reports every YAML error of a file, without a value that may be a secret", async () => {
    const problems = await problemsOf({
      ...validProject,
      [stackFile]: `${text}  other:number: 0123\n  other:tag: !vault s3cret\n`,
      "tenants/b.yaml": "id: b\n\tplan: x\n",
    });
    expect(problems).toEqual([
      `stack ${stackFile}:12:17: is a number that would lose its leading zero; write it in quotes`,
      expect.stringMatching(/^stack Pulumi\.production\.yaml:13:\d+: has the unknown tag !vault/),
      expect.stringMatching(/^tenant tenants\/b\.yaml:2:1: is not valid YAML/),
    ]);
    expect(problems.join()).not.toContain("s3cret");
  });

  it("checks rules between settings of marketplane.yaml, although values come from the environment", async () => {
    const config = `${validProject["marketplane.yaml"]}plans: { gold: {} }\n`;
    expect(await problemsOf({ ...validProject, "marketplane.yaml": config })).toEqual([
      expect.stringMatching(/^control-plane marketplane\.yaml:10:10: plans\.gold: must be one of the plans/),
    ]);
  });

  it("reports a problem that stacks share once, and names the stack of one that only some have", async () => {
    const files = {
      ...validProject,
      "Pulumi.staging.yaml": text.replace("basic:", "trial:"),
      "tenants/b.yaml": "id: b\nhostnames: [{ hostname: shop }]\n",
    };
    expect(await problemsOf(files)).toEqual([
      expect.stringMatching(
        /^tenant tenants\/b\.yaml:2:15: hostnames\.0\.hostname: must be a hostname[^(]*\(it is "shop"\)$/,
      ),
      expect.stringMatching(/^tenant tenants\/ada\.yaml:2:1: plan: "basic" is not in .*\(stack staging\)$/),
    ]);
    expect(await problemsOf(files, ["production"])).toHaveLength(1);
  });

  it("leaves alone what only the engine knows: encrypted values and environments of Pulumi ESC", async () => {
    const hidden = text.replace("zoneId: 5a4db0c0ffee00000000000000000001", "zoneId: { secure: v1:abc }");
    const esc = `environment: [shared]\n${text.replace(/ {2}marketplane:zoneId: .*\n/, "")}`;
    expect(await problemsOf({ ...validProject, [stackFile]: hidden })).toEqual([]);
    expect(await problemsOf({ ...validProject, [stackFile]: esc })).toEqual([]);
  });

  it("checks a folder with only a control plane's configuration, and refuses an empty folder", async () => {
    const only = { "marketplane.yaml": validProject["marketplane.yaml"] };
    expect(await validate(only)).toMatchObject({ result: "valid", files: ["marketplane.yaml"] });
    expect(await problemsOf({ "README.md": "" })).toEqual([
      "project Pulumi.yaml:null:null: does not exist; set the project's folder with --project",
    ]);
  });
});
