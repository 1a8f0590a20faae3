import { describe, expect, it } from "vitest";
import { coalesce } from "../../providers/coalesce.ts";

/** A vendor that answers when the test says so. */
function answering() {
  const calls: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const ask = coalesce(() => new Promise<string>((resolve, reject) => calls.push({ resolve, reject })));
  const settled = () => new Promise(setImmediate);
  return { ask, calls, settled };
}

describe("coalesced calls", () => {
  it("share one load that begins after they arrived, however many they are", async () => {
    const { ask, calls, settled } = answering();
    const first = ask();
    const others = [ask(), ask(), ask()];
    await settled();
    expect(calls, "the others wait for one that has not begun").toHaveLength(1);

    calls[0]?.resolve("first");
    await settled();
    calls[1]?.resolve("second");

    expect(await Promise.all([first, ...others])).toEqual(["first", "second", "second", "second"]);
    expect(calls).toHaveLength(2);
  });

  it("load again if no load is in progress", async () => {
    const { ask, calls } = answering();
    const first = ask();
    calls[0]?.resolve("first");
    await first;

    const second = ask();
    calls[1]?.resolve("second");

    expect(await second).toBe("second");
  });

  it("reject for the callers that share a failed load, and not for later callers", async () => {
    const { ask, calls, settled } = answering();
    const first = ask();
    const second = ask();
    const [failing, failingToo] = [expect(first).rejects.toThrow("first"), expect(second).rejects.toThrow("second")];
    calls[0]?.reject(new Error("first"));
    await failing;
    await settled();
    const third = ask();
    calls[1]?.reject(new Error("second"));
    await failingToo;
    await settled();
    calls[2]?.resolve("third");

    expect(await third).toBe("third");
  });
});
