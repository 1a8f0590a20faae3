import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { defineResource } from "../../providers/define-resource.ts";
import { HolderRecords } from "../../providers/holder-records.ts";
import { createHandler } from "../../providers/resource-handler.ts";
import { hearNotices } from "../support/hear-notices.ts";

const Inputs = z.strictObject({ name: z.string(), adopt: z.boolean().optional(), size: z.number().default(1) });
const day = 24 * 60 * 60 * 1_000;
const given = { name: "shop", adopt: true, size: 1 };

let folder: string;
let vendor: Set<string>;
let now: number;
/** Those of the latest process. */
let records: HolderRecords;
/** What a deletion waits for at the vendor. */
let gate: Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "marketplane-holders-"));
  [vendor, now, gate] = [new Set(), Date.UTC(2026, 0, 1), Promise.resolve()];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The handler of a new process; without `isSameMachine`, with an empty disk. */
function newProcess({ isSameMachine = true, key = "vendor:key" } = {}) {
  const definition = defineResource<typeof Inputs, { made: number }, undefined, unknown>({
    type: "vendor:Thing",
    module: "vendor/thing",
    inputs: Inputs,
    outputs: z.object({ made: z.number() }),
    replaceOn: ["name"],
    uniqueOn: ["name"],
    options: ["adopt"],
    connect: ({ configured }) => void configured(key),
    create: async ({ name }, { recordPending }) => {
      if (!vendor.has(name)) {
        await recordPending();
        vendor.add(name);
      }
      return { id: name, state: { made: now } };
    },
    read: async (id, known) =>
      vendor.has(id) ? { id, inputs: { ...given, ...known }, state: { made: 0 } } : undefined,
    update: async () => ({ made: now }),
    delete: async (id) => {
      await gate;
      vendor.delete(id);
    },
    list: async function* () {},
  });
  records = isSameMachine
    ? new HolderRecords({ folder, now: () => now, warn: () => undefined })
    : new HolderRecords({ folder: join(folder, "other"), now: () => now, warn: () => undefined });
  const settings = { configured: () => "the account", environment: () => undefined };
  return createHandler(definition, { settings, holders: records, now: () => now });
}

type Outs = Record<string, unknown>;

/** A resource of a stack whose object exists. */
async function made(): Promise<Outs> {
  const { outs } = await newProcess().create({ ...given });
  now += 1_000;
  return { ...outs };
}

/** A second resource took the object over, and its run was killed before the first one was deleted. */
async function madeAndTakenOver(): Promise<{ before: Outs; after: Outs }> {
  const before = await made();
  const { outs } = await newProcess().create({ ...given });
  now += 1_000;
  return { before, after: { ...outs } };
}

describe("an object that another resource has taken over", () => {
  test("is kept if the previous resource is removed in the same run, and the message says so", async () => {
    const before = await made();
    const run = newProcess();
    const { outs: after } = await run.create({ ...given });

    using heard = hearNotices();
    await run.delete("shop", before);

    expect(vendor).toEqual(new Set(["shop"]));
    expect(heard.messages.join()).toMatch(/vendor:Thing "shop" stays: another resource has taken it over/);
    await newProcess().delete("shop", after);
    expect(vendor).toEqual(new Set());
    records.end();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is created again if a run deleted it and was killed before the engine reached its new resource", async () => {
    const { before, after } = await madeAndTakenOver();
    // The newer resource is replaced first, before the engine has mentioned the previous one.
    await newProcess().delete("shop", after);
    expect(vendor).toEqual(new Set());
    now += 1_000;

    const answer = await newProcess().diff("shop", before, { ...given });
    expect(answer).toMatchObject({ changes: true, replaces: ["name"], deleteBeforeReplace: true });

    const { outs: again } = await newProcess().create({ ...given });
    expect(await newProcess().diff("shop", { ...again }, { ...given })).toMatchObject({ changes: false });
  });

  test("is kept if the run was killed and another machine continues, because the engine shows it the newer resource", async () => {
    const { before, after } = await madeAndTakenOver();
    const run = newProcess({ isSameMachine: false });

    await run.diff("shop", after, { ...given });
    await run.delete("shop", before);

    expect(vendor).toEqual(new Set(["shop"]));
  });

  test("is kept if the run was killed and the next one on the same machine has only the previous resource", async () => {
    const { before, after } = await madeAndTakenOver();

    await newProcess().delete("shop", before);
    expect(vendor).toEqual(new Set(["shop"]));

    await newProcess().delete("shop", after);
    expect(vendor).toEqual(new Set());
  });

  test("is kept if a provider with other sources of the account's settings took it over in this run", async () => {
    const before = await made();
    const run = newProcess({ key: "VENDOR_KEY" });
    await run.create({ ...given });

    await newProcess().delete("shop", before);

    expect(vendor).toEqual(new Set(["shop"]));
  });

  test("is kept by the previous resource if the program reverts to it", async () => {
    const { before, after } = await madeAndTakenOver();
    const run = newProcess();

    await run.diff("shop", before, { ...given });
    await run.delete("shop", after);
    expect(vendor).toEqual(new Set(["shop"]));

    await newProcess().delete("shop", before);
    expect(vendor).toEqual(new Set());
  });

  test("is kept if the previous resource's version recorded no holders", async () => {
    const { __holder: _none, ...before } = await made();
    const run = newProcess();
    await run.create({ ...given });

    await run.delete("shop", before);

    expect(vendor).toEqual(new Set(["shop"]));
  });

  test("is created again if its previous resource was replaced before the engine reached the newer one", async () => {
    const { before, after } = await madeAndTakenOver();
    const run = newProcess({ isSameMachine: false });
    await run.diff("shop", before, { ...given, name: "other" });
    await run.delete("shop", before);

    const diff = await run.diff("shop", after, { ...given });

    expect(diff).toEqual({ changes: true, replaces: ["name"], deleteBeforeReplace: true });
    await run.delete("shop", after);
    await run.create({ ...given });
    expect(vendor).toEqual(new Set(["shop"]));
  });

  test("is created again if it was taken over during its deletion", async () => {
    const before = await made();
    const run = newProcess();
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;

    const removed = run.delete("shop", before);
    const created = run.create({ ...given });
    resolve();
    await Promise.all([removed, created]);

    expect(vendor).toEqual(new Set(["shop"]));
  });
});

describe("an object of one resource", () => {
  test("is deleted with it, even if diff has seen it in the same run", async () => {
    const own = await made();
    const run = newProcess();
    await run.diff("shop", own, { ...given });

    await run.delete("shop", own);

    expect(vendor).toEqual(new Set());
  });

  test("is deleted with it even if this machine recorded an older or an expired holder", async () => {
    const { after } = await madeAndTakenOver();
    const elsewhere = newProcess({ isSameMachine: false });
    await elsewhere.delete("shop", after);
    const { outs } = await elsewhere.create({ ...given });

    await newProcess().delete("shop", { ...outs });
    expect(vendor).toEqual(new Set());

    const taken = await madeAndTakenOver();
    now += 8 * day;
    await newProcess().delete("shop", taken.before);
    expect(vendor).toEqual(new Set());
  });

  test("is deleted with it after a normal run, whether or not the resource that had taken it over still exists", async () => {
    const before = await made();
    const run = newProcess();
    await run.create({ ...given });
    records.end();
    expect(readdirSync(folder)).toEqual([]);

    // The engine dropped the newer resource without a call, as with retainOnDelete or pulumi state delete.
    await newProcess().delete("shop", before);

    expect(vendor).toEqual(new Set());
  });

  test("keeps its holder through update and refresh, and gets one at the first refresh after an import", async () => {
    const own = await made();
    const run = newProcess();

    const { outs } = await run.update("shop", own, { ...given, size: 2 });
    expect(outs?.__holder).toBe(own.__holder);
    const read = await run.read("shop", { ...outs });
    expect(read.props?.__holder).toBe(own.__holder);
    expect(read.inputs).not.toHaveProperty("__holder");
    const imported = await run.read("shop", {});
    expect(imported.props?.__holder).toEqual(expect.any(String));
  });
});

describe("a resource that the engine replaces for its own reasons", () => {
  const replace = async (handler: ReturnType<typeof newProcess>, outs: Record<string, unknown>) => {
    await handler.diff("shop", outs, given);
    await handler.delete("shop", outs);
    return handler.create(given);
  };

  test("is created again if another resource took its object over in a killed run", async () => {
    const first = await newProcess().create(given);
    now += 1_000;
    await newProcess().create(given);

    expect(await replace(newProcess(), first.outs)).toMatchObject({ id: "shop" });
    expect([...vendor]).toEqual(["shop"]);
  });

  test("is created again if the state has its object twice, and the other resource gets another object", async () => {
    const first = await newProcess().create(given);
    now += 1_000;
    const second = await newProcess().create(given);
    const next = newProcess();
    await next.diff("shop", second.outs, { ...given, name: "other" });

    expect(await replace(next, first.outs)).toMatchObject({ id: "shop" });
    expect([...vendor]).toEqual(["shop"]);
  });

  test("is refused if another resource of the program has the same object", async () => {
    const first = await newProcess().create(given);
    now += 1_000;
    const second = await newProcess().create(given);
    const next = newProcess();
    await next.diff("shop", second.outs, given);

    await expect(replace(next, first.outs)).rejects.toThrow(/two resources of this program/);
  });
});
