import { expect, test } from "vitest";
import { resources } from "../../../providers/vendors.ts";
import { accountsOf } from "../../support/native-accounts.ts";
import { type Properties, type ProviderClient, startNativeProvider } from "../../support/native-provider.ts";
import { startTestSandbox } from "../../support/sandbox.ts";
import { changesSeed, propertyChanges } from "./property-changes.ts";

/** Inputs that no change here has: the object does not exist at the vendor under another value. */
const unchanged: Readonly<Record<string, readonly string[]>> = {
  "apifew:Counter": ["userLogin"],
  "apifew:LicenseAssignment": ["pricingUid", "ownerLogin", "pricingName"],
  "clevercloud:Addon": ["baseUrl"],
};

const cases = propertyChanges.flatMap(({ type, bases, changes }) =>
  changes.map(([base, change], index) => ({ type, bases, base, change, index, names: Object.keys(change).join(", ") })),
);

test("every input of every resource is changed", () => {
  const changed = new Set(cases.flatMap(({ type, change }) => Object.keys(change).map((name) => `${type} ${name}`)));
  for (const { definition } of resources) {
    const left = Object.keys(definition.inputs.shape).filter((name) => !changed.has(`${definition.type} ${name}`));
    expect(left.toSorted(), definition.type).toEqual([...(unchanged[definition.type] ?? [])].toSorted());
  }
});

test.each(cases)(
  "$type: a change of $names ($index) is previewed without a call, and a refresh after it finds no difference",
  async ({ type, bases, base, change }) => {
    await using sandbox = await startTestSandbox({ seed: changesSeed });
    await using provider = await startNativeProvider();
    const engine = provider.connect();
    await engine.configure(accountsOf(sandbox));
    const declared = bases(String(sandbox.ready.provider))[base] ?? {};
    const { inputs: olds } = await engine.check(type, declared);
    const made = await engine.create(type, olds);
    const { inputs: news, failures } = await engine.check(type, { ...declared, ...change }, olds);
    expect(failures).toEqual([]);

    const { length } = await sandbox.calls();
    const sides = { id: made.id, olds: made.outputs, oldInputs: olds, news };
    const diff = await engine.diff(type, sides);
    const named = Object.keys(diff.detail ?? {}).map((path) => /^\w+/.exec(path)?.[0]);
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(change).toSorted());
    await (diff.replaces.length > 0
      ? engine.create(type, news, { preview: true })
      : engine.update(type, { ...sides, preview: true }));
    expect(await sandbox.calls()).toHaveLength(length);

    const now = await apply(engine, type, sides, diff);
    expect(await engine.diff(type, { ...now, olds: now.outputs, oldInputs: news, news })).toMatchObject({
      isChanged: false,
    });
    const read = await engine.read(type, now.id, now.outputs, news);
    expect(read.id).toBe(now.id);
    const again = await engine.check(type, { ...declared, ...change }, read.inputs);
    const after = { id: now.id, olds: read.outputs, oldInputs: read.inputs, news: again.inputs };
    expect(await engine.diff(type, after)).toMatchObject({ isChanged: false });
    await engine.delete(type, now.id, read.outputs);
  },
);

/** Updates or replaces the object, in the order that the provider asks for. */
async function apply(
  engine: ProviderClient,
  type: string,
  sides: { readonly id: string; readonly olds: Properties; readonly news: Properties },
  { replaces, deleteBeforeReplace }: { readonly replaces: readonly string[]; readonly deleteBeforeReplace: boolean },
) {
  if (replaces.length === 0) {
    return { id: sides.id, outputs: await engine.update(type, sides) };
  }
  if (deleteBeforeReplace) {
    await engine.delete(type, sides.id, sides.olds);
    return engine.create(type, sides.news);
  }
  const made = await engine.create(type, sides.news);
  await engine.delete(type, sides.id, sides.olds);
  return made;
}
