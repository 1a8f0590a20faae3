import { describe, expect, it } from "vitest";
import { finishPendingCreates } from "../../../../../src/fleet/reconciler/engine/finish-pending-creates.ts";

const urn = "urn:pulumi:s::p::pulumi-nodejs:apifew:License::one-license";
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const pending = {
  type: "creating",
  resource: {
    urn,
    custom: true,
    inputs: { __provider: "line", adopt: false, login: "a@b.c", config: { ...secret, plaintext: '"hidden"' } },
    additionalSecretOutputs: ["keys"],
  },
};

function settled(
  exported: object,
  create: (inputs: unknown) => Promise<{ id: string; outs: Record<string, unknown> }>,
) {
  const calls: unknown[] = [];
  const warnings: string[] = [];
  const find = () => ({
    create: (inputs: unknown) => {
      calls.push(inputs);
      return create(inputs);
    },
  });
  const result = finishPendingCreates(exported, { find, warn: (message) => warnings.push(message) });
  return result.then((deployment) => ({ deployment, calls, warnings }));
}

describe("creates that were pending when the engine was killed", () => {
  it("are looked up or created, added to the state with their secrets marked, and no longer pending", async () => {
    const create = async () => ({
      id: "id-1",
      outs: { login: "a@b.c", keys: ["k"], config: "hidden", nothing: undefined },
    });
    const { deployment, calls } = await settled({ resources: [], pending_operations: [pending] }, create);

    expect(calls).toEqual([{ __provider: "line", adopt: true, login: "a@b.c", config: "hidden" }]);
    expect(deployment).toEqual({
      resources: [
        {
          ...pending.resource,
          id: "id-1",
          outputs: {
            __provider: "line",
            login: "a@b.c",
            keys: { ...secret, plaintext: '["k"]' },
            config: { ...secret, plaintext: '"hidden"' },
          },
        },
      ],
      pending_operations: [],
    });
  });

  it("supersede the object that they replace, which the engine then deletes", async () => {
    const before = { urn, id: "id-0", inputs: {} };
    const { deployment } = await settled({ resources: [before], pending_operations: [pending] }, async () => ({
      id: "id-1",
      outs: {},
    }));

    expect(deployment?.resources).toMatchObject([{ id: "id-0", delete: true }, { id: "id-1" }]);
  });

  it("are not duplicated if the state already has the object", async () => {
    const before = { urn, id: "id-1", inputs: {} };
    const { deployment } = await settled({ resources: [before], pending_operations: [pending] }, async () => ({
      id: "id-1",
      outs: {},
    }));

    expect(deployment?.resources).toEqual([before]);
  });

  it("are kept if the object is incomplete", async () => {
    const { deployment } = await settled({ resources: [], pending_operations: [pending] }, () =>
      Promise.reject(
        Object.assign(new Error("not yet"), { id: "id-1", properties: { login: "a@b.c" }, reasons: ["not yet"] }),
      ),
    );

    expect(deployment?.resources).toMatchObject([{ id: "id-1", outputs: { login: "a@b.c" } }]);
  });

  it("are dropped with a warning if the vendor rejects them", async () => {
    const { deployment, warnings } = await settled({ resources: [], pending_operations: [pending] }, () =>
      Promise.reject(new Error("no such pricing")),
    );

    expect(deployment).toEqual({ resources: [], pending_operations: [] });
    expect(warnings).toEqual([`could not finish a pending create: ${urn}: no such pricing`]);
  });

  it("leave a state without pending creates unchanged", async () => {
    const { deployment } = await settled({ pending_operations: [{ ...pending, type: "updating" }] }, () =>
      Promise.reject(new Error("never called")),
    );

    expect(deployment).toBeUndefined();
  });
});
