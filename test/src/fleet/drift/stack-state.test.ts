import { describe, expect, it } from "vitest";
import { parseStackState } from "../../../../src/fleet/drift/stack-state.ts";

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const base = { urn: "urn:pulumi:s::p::t::name", type: "t", custom: true, id: "1" };

function resourcesOf(...resources: object[]) {
  return parseStackState("s", { deployment: { resources } }).resources;
}

describe("parseStackState", () => {
  it("returns secrets in plain text at any depth, and the inputs that contain one", () => {
    const [resource] = resourcesOf({
      ...base,
      inputs: { open: 1, config: { ...mark, plaintext: '{"A":"b"}' }, list: [{ key: { ...mark, plaintext: '"k"' } }] },
    });

    expect(resource).toMatchObject({
      name: "name",
      inputs: { open: 1, config: { A: "b" }, list: [{ key: "k" }] },
      secretPaths: [["config"], ["list", "0", "key"]],
    });
  });

  it("rejects an encrypted value, and explains how to export it in plain text", () => {
    const resource = { ...base, inputs: { config: { ...mark, ciphertext: "v1:abc" } } };

    expect(() => resourcesOf(resource)).toThrow(/urn:pulumi:s::p::t::name.*--show-secrets/);
  });

  it("leaves out components and other providers' resources", () => {
    const left = [{ custom: false }, { external: true }, { external: true, delete: true }];
    const state = parseStackState("s", { deployment: { resources: left.map((own) => ({ ...base, ...own })) } });

    expect(state).toMatchObject({ resources: [], unfinished: [] });
  });

  it("separates what an update left incomplete: old objects, interrupted replacements, pending operations", () => {
    const { id: _none, ...unmade } = base;
    const resources = [
      { ...base, delete: true, id: "former" },
      { ...base, pendingReplacement: true },
    ];
    const pending_operations = [
      { type: "creating", resource: unmade },
      { type: "an operation of a later engine", resource: base },
    ];
    const state = parseStackState("s", { deployment: { resources, pending_operations } });

    expect(state).toMatchObject({ resources: [], pendingCount: 2 });
    expect(state.unfinished.map(({ resource, undone }) => [undone, resource.id])).toEqual([
      ["delete", "former"],
      ["replacement", "1"],
      ["creating", ""],
      ["updating", "1"],
    ]);
  });

  it("accepts an empty stack, and rejects anything that is not a state", () => {
    expect(parseStackState("s", { deployment: { manifest: {} } })).toMatchObject({ resources: [], pendingCount: 0 });
    expect(() => parseStackState("s", { deployment: { resources: [{ type: 1 }] } })).toThrow(
      /the state of stack s is malformed: urn/,
    );
  });
});
