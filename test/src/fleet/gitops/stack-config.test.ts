import { describe, expect, it } from "vitest";
import { readStackConfig } from "../../../../src/fleet/gitops/stack-config.ts";
import { StackConfigError } from "../../../../src/fleet/gitops/stack-config-error.ts";
import { EngineRunError } from "../../../../src/fleet/gitops/update-stack.ts";
import { fakePulumi, printing } from "../../../support/fake-pulumi.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const zone = { "marketplane:zoneId": { value: "abc", secret: false } };

async function prepare(answers: Readonly<Record<string, string>>) {
  const fake = await fakePulumi(answers);
  const { signal } = new AbortController();
  return { fake, call: { pulumi: fake.pulumi, cwd: await temporaryFolder(), env: process.env, signal } };
}

describe("a stack's configuration", () => {
  it("is the engine's response, with values that only the engine can decrypt hidden", async () => {
    const answer = { ...zone, "marketplane:plans": { secret: true } };
    const { call } = await prepare({ "config a": printing(answer) });
    expect(await readStackConfig("a", call)).toEqual({
      values: { "marketplane:zoneId": "abc", "marketplane:plans": "[secret]" },
      secretKeys: ["marketplane:plans"],
    });
  });

  it("creates the stack only if the backend does not have it", async () => {
    const { fake, call } = await prepare({
      "config new": `[ "$COUNT" = 0 ] && exit 6; ${printing(zone)}`,
      "config old": printing(zone),
    });
    await readStackConfig("new", call);
    await readStackConfig("old", call);
    expect(fake.calls()).toEqual(["config new", "stack new", "config new", "config old"]);
  });

  it("fails differently if the commit is wrong than if it cannot be read now", async () => {
    const { call } = await prepare({
      "config broken": "echo 'error: invalid YAML file: yaml: line 3: oh' >&2; exit 1",
      "config away": "echo 'error: unable to open state at postgres://u:hunter2@db/x' >&2; exit 1",
    });
    await expect(readStackConfig("broken", call)).rejects.toThrow(StackConfigError);
    const failure = await readStackConfig("away", call).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineRunError);
    expect(String(failure)).not.toContain("hunter2");
  });
});
