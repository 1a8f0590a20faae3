import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startProgress } from "../../../../src/cli/kernel/with-progress.ts";

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 24,
    write: (text: string) => written.push(text) > 0,
  });
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

describe("progress on standard error", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("is silent for work that ends within a second", () => {
    const { stream, written } = terminal(true);
    const stop = startProgress(stream, "backup");
    vi.advanceTimersByTime(999);
    stop();
    vi.advanceTimersByTime(5_000);
    expect(written).toEqual([]);
  });

  it("is one live line on a terminal, no wider than it, which disappears at the end", () => {
    const { stream, written } = terminal(true);
    const stop = startProgress(stream, "searching the vendors");
    vi.advanceTimersByTime(2_000);
    stop();
    expect(written).toEqual(["\r\x1b[Ksearching the vendors (", "\r\x1b[Ksearching the vendors (", "\r\x1b[K"]);
  });

  it("is a line now and then in a log", () => {
    const { stream, written } = terminal(false);
    const stop = startProgress(stream, "backup");
    vi.advanceTimersByTime(17_000);
    stop();
    expect(written).toEqual(["backup (1 s)\n", "backup (16 s)\n"]);
  });
});
