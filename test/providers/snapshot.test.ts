import { describe, expect, it } from "vitest";
import { Snapshot } from "../../providers/snapshot.ts";
import { FakeClock } from "../support/fake-clock.ts";

/** A vendor that answers when the test says so. */
function answering() {
  const calls: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const load = () => new Promise<string>((resolve, reject) => calls.push({ resolve, reject }));
  const clock = new FakeClock();
  return { calls, clock, snapshot: new Snapshot(load, clock) };
}

describe("Snapshot", () => {
  it("requests once, however many readers wait or come later", async () => {
    const { calls, snapshot } = answering();

    const waiting = [snapshot.get(), snapshot.get()];
    calls[0]?.resolve("first");

    expect(await Promise.all(waiting)).toEqual(["first", "first"]);
    expect(await snapshot.get()).toBe("first");
    expect(calls).toHaveLength(1);
  });

  it("requests again after a pause, counted from the answer's end", async () => {
    const { calls, clock, snapshot } = answering();
    const slow = snapshot.get();
    clock.advance(600_000);
    calls[0]?.resolve("first");
    expect(await slow).toBe("first");
    clock.advance(30_000);
    expect(await snapshot.get()).toBe("first");

    clock.advance(30_001);
    const next = snapshot.get();
    calls[1]?.resolve("second");

    expect(await next).toBe("second");
  });

  it("requests once while reads follow each other, up to five minutes", async () => {
    const { calls, clock, snapshot } = answering();
    const first = snapshot.get();
    calls[0]?.resolve("first");
    await first;
    for (let seconds = 0; seconds < 300; seconds += 20) {
      clock.advance(20_000);
      expect(await snapshot.get()).toBe("first");
    }

    clock.advance(1);
    const next = snapshot.get();
    calls[1]?.resolve("second");

    expect(await next).toBe("second");
    expect(calls).toHaveLength(2);
  });

  it("never returns an answer during which something was written", async () => {
    const { calls, snapshot } = answering();
    const waiting = snapshot.get();

    snapshot.clear();
    calls[0]?.resolve("before the write");
    await expect.poll(() => calls.length).toBe(2);
    calls[1]?.resolve("after the write");

    expect(await waiting).toBe("after the write");
  });

  it("rejects for all waiting readers, and requests again for the next one", async () => {
    const { calls, snapshot } = answering();
    const waiting = [snapshot.get(), snapshot.get()];
    calls[0]?.reject(new Error("down"));
    for (const failed of waiting) {
      await expect(failed).rejects.toThrow("down");
    }

    const next = snapshot.get();
    calls[1]?.resolve("up");

    expect(await next).toBe("up");
  });
});
