/** A replacement that is interrupted before its old object is deleted, and is then reverted. */
import { expect, test } from "vitest";
import { HolderRecords } from "../../../providers/holder-records.ts";
import { ModelEngine } from "../../support/model-engine.ts";
import { startTestSandbox } from "../../support/sandbox.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { handoverHandlers, handoverKinds, handoverSeed, objectsAt } from "./handover-cast.ts";

const life = { assertAlive: () => undefined };

test.each(["origin", "user", "addon"])(
  "%s: is refused without a write, and works once the first run is finished",
  async (type) => {
    await using sandbox = await startTestSandbox({
      timeScale: 0,
      seed: handoverSeed,
      rateLimit: { calls: 1e9, seconds: 1 },
    });
    const kind = handoverKinds.find((one) => one.type === type);
    const [former = "", next = ""] = kind?.objects ?? [];
    const engine = new ModelEngine();
    const up = async (object: string, onSaved = () => {}) => {
      const records = new HolderRecords({ folder: await temporaryFolder(), now: Date.now, warn: () => {} });
      const handlers = handoverHandlers(sandbox, records);
      const handlerOf = (name: string) => handlers[name] ?? expect.fail(`no handler of ${name}`);
      const inputs = kind?.inputsOf(object, sandbox) ?? {};
      await engine.up([{ name: "one", type, inputs }], life, handlerOf, { onSaved });
    };
    const held = async () => Object.keys((await objectsAt(sandbox))[type] ?? {});
    await up(former);
    const interrupt = () => {
      throw new Error("interrupted");
    };
    await expect(up(next, interrupt)).rejects.toThrow("interrupted");

    await expect(up(former)).rejects.toThrow("exists already");
    expect(await held()).toEqual([former, next]);
    await up(next);
    expect(await held()).toEqual([next]);
    await up(former);
    expect(await held()).toEqual([former]);
  },
);
