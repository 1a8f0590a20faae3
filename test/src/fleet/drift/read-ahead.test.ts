import { describe, expect, it } from "vitest";
import { readAhead } from "../../../../src/fleet/drift/read-ahead.ts";

function sourceOf(results: (() => string)[]) {
  let readings = 0;
  const read = async () => ({ heldBy: results[readings++]?.() ?? "nothing more" });
  return { source: { name: "production", read }, count: () => readings };
}

describe("a stack that is read ahead", () => {
  it("is read before the first request, returns that result once, and is read again after that", async () => {
    const { source, count } = sourceOf([() => "first", () => "second"]);

    const ahead = readAhead(source);

    expect(count()).toBe(1);
    expect(await ahead.read()).toEqual({ heldBy: "first" });
    expect(await ahead.read()).toEqual({ heldBy: "second" });
  });

  it("reports a failure only to the caller of read()", async () => {
    const fail = () => {
      throw new Error("no such stack");
    };
    const ahead = readAhead(sourceOf([fail]).source);

    await expect(ahead.read()).rejects.toThrow("no such stack");
  });
});
