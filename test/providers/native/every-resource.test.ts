import { expect, test } from "vitest";
import { resources } from "../../../providers/vendors.ts";
import { accountsOf } from "../../support/native-accounts.ts";
import { secret, startNativeProvider } from "../../support/native-provider.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { type Declaration, declarationsFor, seed } from "./declarations.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

async function withResource(type: string, run: (given: Awaited<ReturnType<typeof open>>) => Promise<void>) {
  await using sandbox = await startTestSandbox({ seed });
  await using provider = await startNativeProvider();
  await run(await open(type, sandbox, provider.connect()));
}

async function open(type: string, sandbox: TestSandbox, engine: ReturnType<Provider["connect"]>) {
  const declaration = declarationsFor(sandbox).find((one) => one.type === type) as Declaration;
  await engine.configure(accountsOf(sandbox));
  await declaration.prepare?.(sandbox);
  const before = (await sandbox.calls()).length;
  const callsSince = async (from = before) => (await sandbox.calls()).slice(from);
  return { sandbox, engine, declaration, callsSince };
}

type Provider = Awaited<ReturnType<typeof startNativeProvider>>;

test("every resource has a declaration", async () => {
  await using sandbox = await startTestSandbox({ seed });
  const declared = declarationsFor(sandbox).map(({ type }) => type);
  expect(declared.toSorted()).toEqual(resources.map(({ definition }) => definition.type).toSorted());
});

test.each(resources.map(({ definition, isSecret }) => ({ type: definition.type, definition, isSecret })))(
  "$type: previews make no call, and create, refresh, import, update and delete leave no difference",
  ({ type, definition: { outputs }, isSecret }) =>
    withResource(type, async ({ engine, declaration, callsSince }) => {
      const { inputs, failures } = await engine.check(type, declaration.inputs);
      expect(failures).toEqual([]);
      const previewed = await engine.create(type, inputs, { preview: true });
      expect(previewed.outputs).toMatchObject({
        ...inputs,
        ...Object.fromEntries(
          Object.keys(outputs.shape).map((name) => [name, isSecret(name, unknown) ? secret(unknown) : unknown]),
        ),
      });
      expect(await callsSince()).toEqual([]);

      const made = await engine.create(type, inputs);
      expect(made.id).not.toBe("");
      expect(made.outputs).toMatchObject(inputs);
      expect(made.outputs).not.toHaveProperty("__provider");
      expect(await engine.diff(type, { id: made.id, olds: made.outputs, news: inputs })).toMatchObject({
        isChanged: false,
        replaces: [],
      });

      const refreshed = await engine.read(type, made.id, made.outputs, inputs);
      expect(refreshed.id).toBe(made.id);
      const afterRefresh = await engine.diff(type, { id: made.id, olds: refreshed.outputs, news: inputs });
      expect(afterRefresh).toMatchObject({ isChanged: false, detail: undefined });

      if (declaration.isNotImported) {
        await expect(engine.read(type, made.id)).rejects.toThrow(declaration.isNotImported);
      } else {
        const imported = await engine.read(type, declaration.importId ?? made.id);
        expect(imported.id).toBe(made.id);
        const { notReturned = [] } = declaration;
        const completed = Object.fromEntries(notReturned.map((name) => [name, declaration.inputs[name]]));
        const declared = await engine.check(type, { ...imported.inputs, ...completed }, imported.inputs);
        expect(declared.failures).toEqual([]);
        const sides = { id: made.id, olds: imported.outputs, oldInputs: imported.inputs, news: declared.inputs };
        const { replaces, detail } = await engine.diff(type, sides);
        expect(replaces).toEqual([]);
        expect(Object.keys(detail ?? {}).filter((name) => !notReturned.includes(name))).toEqual([]);
      }

      let known = refreshed.outputs;
      if (declaration.change) {
        const { inputs: news } = await engine.check(type, declaration.change, inputs);
        const diff = await engine.diff(type, { id: made.id, olds: known, news });
        expect(diff).toMatchObject({ isChanged: true, replaces: [] });
        expect(Object.keys(diff.detail ?? {}).length).toBeGreaterThan(0);
        const calls = (await callsSince()).length;
        await engine.update(type, { id: made.id, olds: known, news, preview: true });
        expect((await callsSince()).length).toBe(calls);
        known = await engine.update(type, { id: made.id, olds: known, news });
        expect(await engine.diff(type, { id: made.id, olds: known, news })).toMatchObject({ isChanged: false });
      }
      await engine.delete(type, made.id, known);
    }),
);

test.each(resources.map(({ definition: { type, replaceOn } }) => ({ type, naming: replaceOn[0] ?? "" })))(
  "$type: another $naming replaces the object",
  ({ type, naming }) =>
    withResource(type, async ({ engine, declaration }) => {
      const { inputs } = await engine.check(type, declaration.inputs);
      const news = { ...inputs, [naming]: unknown };
      const diff = await engine.diff(type, { id: "1", olds: { ...inputs, __provider: "an old line" }, news });

      expect(diff).toMatchObject({ isChanged: true, replaces: [naming], detail: { [naming]: "UPDATE_REPLACE" } });
    }),
);

test.each(resources.map(({ definition: { type } }) => ({ type })))(
  "$type: an unknown property is refused under its name, without a call",
  ({ type }) =>
    withResource(type, async ({ engine, declaration, callsSince }) => {
      const { failures } = await engine.check(type, { ...declaration.inputs, colour: "red" });

      expect(failures).toEqual([
        { property: "colour", reason: expect.stringContaining("is not a property of this resource") },
      ]);
      expect(await callsSince()).toEqual([]);
    }),
);
