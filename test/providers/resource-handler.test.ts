import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import {
  type Change,
  defineResource,
  IncompleteError,
  type Known,
  type ResourceDefinition,
} from "../../providers/define-resource.ts";
import { createHandler } from "../../providers/resource-handler.ts";
import { requireSetting, type Settings } from "../../providers/settings.ts";
import { unknownValue } from "../../providers/unknown.ts";
import { FakeClock } from "../support/fake-clock.ts";

const Inputs = z.strictObject({
  zone: z.string(),
  name: z.string(),
  size: z.int({ error: "must be a whole number" }).default(1),
  labels: z.record(z.string(), z.json()).optional(),
  key: z.string().min(8, "must have at least 8 characters").optional(),
  wait: z.boolean().default(true),
});
type Inputs = z.output<typeof Inputs>;

interface State {
  readonly status: string;
  readonly madeAt?: Date | string | undefined;
  readonly note?: string | undefined;
}

const line = { __provider: "the line" };
const given = { ...line, zone: "z", name: "a", size: 1, wait: true };
const settings: Settings = { configured: () => "set", environment: () => undefined };

/** A vendor with one object; `behave` overrides its behaviour. */
function handlerOf(behave: Partial<Definition> = {}, from: Settings = settings) {
  return createHandler({ ...definitionOf(), ...behave }, { clock: new FakeClock(), settings: from });
}

/** A handler that reads its settings from the engine's configuration, as in a real run. */
function configurableHandlerOf(behave: Partial<Definition> = {}) {
  return createHandler({ ...definitionOf(), ...behave }, { clock: new FakeClock() });
}

interface Client {
  readonly token: string;
}

type Definition = ResourceDefinition<typeof Inputs, State, Client, unknown>;

function definitionOf(): Definition {
  return defineResource<typeof Inputs, State, Client, unknown>({
    type: "vendor:Thing",
    module: "vendor/thing",
    inputs: Inputs,
    outputs: z.object({
      status: z.string(),
      madeAt: z.union([z.date(), z.string()]).optional(),
      note: z.string().optional(),
    }),
    secretInputs: ["key"],
    replaceOn: ["zone", "name"],
    createFirstOn: ["zone"],
    options: ["wait"],
    isSame: { labels: (old: unknown, news: unknown) => JSON.stringify(old ?? {}) === JSON.stringify(news ?? {}) },
    needsRepair: (olds: Known<Inputs, State>) => olds.status === "dead",
    connect: (from: Settings) => ({ token: requireSetting(from, { key: "vendor:token", env: "TOKEN" }, "the token") }),
    create: async (inputs: Inputs): Promise<{ id: string; state: State }> => ({
      id: `${inputs.zone}/1`,
      state: { status: "new", madeAt: new Date(0), note: undefined },
    }),
    read: async (id: string, known: Known<Inputs, State>) => {
      const inputs: Inputs = { zone: "z", name: "a", size: 1, wait: false, labels: known.labels };
      return id === "z/1" ? { id, inputs, state: { status: "active" } } : undefined;
    },
    update: async (_id: string, _change: Change<Inputs, State>): Promise<State> => ({ status: "updated" }),
    delete: async () => {},
    async *list(_scope: unknown) {},
  });
}

/** The error that a method fails with. */
async function failureOf(method: Promise<unknown>): Promise<Error> {
  return method.then(
    () => expect.unreachable("it did not fail"),
    (error) => error,
  );
}

describe("check", () => {
  test("returns inputs with defaults, without the provider line and without a call", async () => {
    const { inputs, failures } = await handlerOf().check({}, { ...line, zone: "z", name: "a" });

    expect({ inputs, failures }).toEqual({ inputs: { zone: "z", name: "a", size: 1, wait: true }, failures: [] });
  });

  test("names the property in the reason, because the engine prints the value of a property that it is given", async () => {
    const { failures } = await handlerOf().check({}, { ...line, zone: "z", name: "a", key: "hushhus", size: 1.5 });

    expect(failures).toEqual([
      { property: "", reason: "size must be a whole number (it is 1.5)" },
      { property: "", reason: "key must have at least 8 characters (the value is secret)" },
    ]);
  });

  test("reports missing credentials at preview", async () => {
    const none: Settings = { configured: () => undefined, environment: () => undefined };
    const { failures } = await handlerOf({}, none).check({}, given);

    expect(failures?.[0]?.reason).toMatch(/^the token is missing.*vendor:token.*TOKEN/);
  });
});

describe("configure", () => {
  test("takes effect at once, because the engine does not wait before it calls", async () => {
    const handler = configurableHandlerOf();
    const get = (key: string) => (key === "vendor:token" ? "set" : undefined);

    const configured = handler.configure?.({ config: { get, require: (key) => get(key) ?? "" } });

    expect((await handler.check({}, given)).failures).toEqual([]);
    await configured;
  });

  test("of an explicit provider ignores the environment, and a missing setting is requested in the provider", async () => {
    vi.stubEnv("TOKEN", "of another account");
    const configured: Readonly<Record<string, string>> = { "marketplane:explicit": "true" };
    const handler = configurableHandlerOf();
    const get = (key: string) => configured[key];
    await handler.configure?.({ config: { get, require: (key) => get(key) ?? "" } });

    expect((await handler.check({}, given)).failures).toEqual([
      {
        property: "",
        reason: "the token is missing: give it to the resource's MarketplaneProvider as vendor.token",
      },
    ]);
    await expect(handler.create({ ...given })).rejects.toThrow("the token is missing");
  });

  test("reconnects with rotated credentials", async () => {
    const seen: Client[] = [];
    const handler = configurableHandlerOf({
      create: async (_inputs, { client }) => {
        seen.push(client);
        return { id: "1", state: { status: "" } };
      },
    });
    for (const token of ["old", "new"]) {
      await handler.configure?.({ config: { get: () => token, require: () => token } });
      await handler.create({ ...given });
    }

    expect(seen).toEqual([{ token: "old" }, { token: "new" }]);
  });
});

describe("diff", () => {
  test("of anything with itself reports no changes, even if computed values moved", async () => {
    const things = fc.record({
      zone: fc.string(),
      name: fc.string(),
      size: fc.integer(),
      labels: fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: undefined }),
      wait: fc.boolean(),
    });

    await fc.assert(
      fc.asyncProperty(things, fc.string(), async (thing, status) => {
        const news = JSON.parse(JSON.stringify({ ...line, ...thing }));
        const diff = await handlerOf().diff("z/1", { ...news, status: `x${status}`, __provider: "older" }, news);
        expect(diff).toEqual({ changes: false, deleteBeforeReplace: true });
      }),
    );
  });

  test.each([
    ["an input", { size: 2 }, { deleteBeforeReplace: true }],
    ["an option", { wait: false }, { deleteBeforeReplace: true }],
    [
      "a name, which is taken as long as the old object is there",
      { name: "b" },
      { replaces: ["name"], deleteBeforeReplace: true },
    ],
    ["a zone, where the name is free", { zone: "y" }, { replaces: ["zone"], deleteBeforeReplace: false }],
    ["both", { zone: "y", name: "b" }, { replaces: ["zone", "name"], deleteBeforeReplace: true }],
    ["an unknown input", { size: unknownValue }, { deleteBeforeReplace: true }],
    ["an unknown name", { name: unknownValue }, { replaces: ["name"], deleteBeforeReplace: true }],
    ["a value that means the same", { labels: {} }, { changes: false, deleteBeforeReplace: true }],
    ["an unknown value deep inside", { labels: { a: [unknownValue] } }, { deleteBeforeReplace: true }],
  ])("returns the result for %s", async (_case, change, expected) => {
    expect(await handlerOf().diff("z/1", { ...given, status: "active" }, { ...given, ...change })).toEqual(expected);
  });

  test("never treats an unknown value as unchanged, however lenient the definition is", async () => {
    const handler = handlerOf({ isSame: { labels: () => true } });

    expect(await handler.diff("z/1", given, { ...given, labels: { a: 1 } })).toEqual({
      changes: false,
      deleteBeforeReplace: true,
    });
    expect(await handler.diff("z/1", given, { ...given, labels: { a: unknownValue } })).toEqual({
      deleteBeforeReplace: true,
    });
  });

  test("requests an update if the object needs repair, even if no input changed", async () => {
    expect(await handlerOf().diff("z/1", { ...given, status: "dead" }, given)).toEqual({
      changes: true,
      deleteBeforeReplace: true,
    });
  });

  test("detects a removed input", async () => {
    expect(await handlerOf().diff("z/1", { ...given, key: "long enough" }, given)).toEqual({
      deleteBeforeReplace: true,
    });
  });
});

describe("create, update and read", () => {
  test("return plain JSON, without undefined and dates, which the engine would refuse after the call", async () => {
    const { id, outs } = await handlerOf().create({ ...given, labels: { a: 1 } });

    expect(id).toBe("z/1");
    expect(outs).toStrictEqual({
      zone: "z",
      name: "a",
      size: 1,
      wait: true,
      labels: { a: 1 },
      status: "new",
      madeAt: "1970-01-01T00:00:00.000Z",
      __holder: expect.any(String),
    });
  });

  test("return all inputs, and an update names the changed ones", async () => {
    const seen: boolean[] = [];
    const update = async (_id: string, change: Change<Inputs, State>): Promise<State> => {
      seen.push(change.isChanged("size"), change.isChanged("name"), change.isChanged("name", "size"));
      return { status: "updated" };
    };
    const { outs } = await handlerOf({ update }).update("z/1", { ...given, status: "new" }, { ...given, size: 3 });

    expect(seen).toEqual([true, false, true]);
    expect(outs).toStrictEqual({
      zone: "z",
      name: "a",
      size: 3,
      wait: true,
      status: "updated",
      __holder: expect.any(String),
    });
  });

  test("return the inputs in a read, so that drift shows, with the options that no vendor stores", async () => {
    const result = await handlerOf().read("z/1", { ...given, status: "new" });

    const inputs = { zone: "z", name: "a", size: 1, wait: true };
    expect(result).toStrictEqual({ id: "z/1", inputs, props: { ...inputs, status: "active" } });
  });

  test("report a deleted object by an empty answer of a read", async () => {
    expect(await handlerOf().read("z/2", given)).toEqual({});
  });
});

describe("failures", () => {
  const incomplete = new IncompleteError<State>("it is not ready", "z/1", { status: "pending", note: undefined });

  test.each([
    ["create", () => handlerOf({ create: () => Promise.reject(incomplete) }).create(given)],
    ["update", () => handlerOf({ update: () => Promise.reject(incomplete) }).update("z/1", given, given)],
  ])(
    "of %s keep an incomplete object with its provider line, without which its state would be unusable",
    async (_name, run) => {
      const failure = await failureOf(run());

      expect({ ...failure }).toMatchObject({
        id: "z/1",
        properties: { ...given, status: "pending" },
        reasons: ["it is not ready"],
      });
      expect(Reflect.get(failure, "properties")).toHaveProperty("__provider", "the line");
      expect(Reflect.get(failure, "properties")).not.toHaveProperty("note");
    },
  );

  test("of any other kind keep nothing, and show their message without a stack", async () => {
    const create = () => Promise.reject(new TypeError("no such zone"));
    const failure = await failureOf(handlerOf({ create }).create(given));

    expect(failure.message).toBe("no such zone");
    expect(failure.stack).toBe("no such zone");
    expect(failure).not.toHaveProperty("id");
  });

  test("of a read never make the object count as deleted", async () => {
    const read = () => Promise.reject(new Error("HTTP 500"));

    await expect(handlerOf({ read }).read("z/1", given)).rejects.toThrow("HTTP 500");
  });
});
