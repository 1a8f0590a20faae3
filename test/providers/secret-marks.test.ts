import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineResource, type Known } from "../../providers/define-resource.ts";
import { createHandler } from "../../providers/resource-handler.ts";
import { toSecretInFile, withSecretsMarked } from "../../providers/secret-marks.ts";

const signature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const secret = (value: unknown) => ({ ...signature, value });

const definition = {
  secretInputs: ["password"],
  secretOutputs: ["keys"],
  secretWhen: { ssl: (value: unknown) => JSON.stringify(value).includes("customKey") },
};

describe("secrets that a provider passes to the engine", () => {
  test("are marked in inputs, outputs and values, and nothing else is", () => {
    const properties = { name: "a", password: "p", keys: ["k"], ssl: { customKey: "k" } };
    expect(withSecretsMarked(definition, properties)).toStrictEqual({
      name: "a",
      password: secret("p"),
      keys: secret(["k"]),
      ssl: secret({ customKey: "k" }),
    });
    expect(withSecretsMarked(definition, { ssl: { method: "http" } })).toStrictEqual({ ssl: { method: "http" } });
    expect(withSecretsMarked({}, properties)).toStrictEqual(properties);
  });

  test("are JSON texts with the mark in an import file", () => {
    expect(toSecretInFile({ a: 1 })).toStrictEqual({ ...signature, plaintext: '{"a":1}' });
  });
});

const Inputs = z.strictObject({ name: z.string(), password: z.string() });
interface State {
  readonly key: string;
}

const thing = defineResource<typeof Inputs, State, undefined, unknown>({
  type: "vendor:Thing",
  module: "vendor/thing",
  inputs: Inputs,
  outputs: z.object({ key: z.string() }),
  secretInputs: ["password"],
  secretOutputs: ["key"],
  replaceOn: ["name"],
  connect: () => undefined,
  create: async ({ name }) => ({ id: name, state: { key: "k" } }),
  read: async (id: string, known: Known<z.output<typeof Inputs>, State>) => ({
    id,
    inputs: { name: id, password: known.password ?? "returned by the vendor" },
    state: { key: "k" },
  }),
  update: async () => ({ key: "k" }),
  delete: async () => {},
  async *list() {},
});

describe("an imported resource", () => {
  const line = { __provider: "the line" };

  test("has its secrets marked by the first refresh, even though no class has named them yet", async () => {
    const { inputs, props } = await createHandler(thing).read("a", line);
    expect(inputs).toStrictEqual({ name: "a", password: secret("returned by the vendor") });
    expect(props).toStrictEqual({
      name: "a",
      password: secret("returned by the vendor"),
      key: secret("k"),
      __holder: expect.any(String),
    });
  });

  test("is never replaced because its state is still empty; the error explains what to do", async () => {
    const news = { ...line, name: "a", password: "p" };
    await expect(createHandler(thing).diff("a", line, news)).rejects.toThrow(
      'the state knows nothing of "a" but its id, as after an import: run pulumi refresh',
    );
  });
});
