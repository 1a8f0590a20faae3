import { describe, expect, it } from "vitest";
import { complaintOf, plainMessage, readEngineEvent } from "../../engine/engine-output.ts";

describe("the engine's output", () => {
  it("is read event by event, and other lines are skipped", () => {
    const event = { diagnosticEvent: { severity: "error", message: "it failed", urn: "urn:pulumi:x" } };

    expect(readEngineEvent(JSON.stringify({ sequence: 1, ...event }))).toEqual(event);
    expect(readEngineEvent('{"diagnosticEvent": {"sev')).toBeUndefined();
    expect(readEngineEvent("Updating (dev):")).toBeUndefined();
  });

  it("is stripped of its colour marks", () => {
    expect(plainMessage("error: <{%fg 1%}>it failed<{%reset%}>\n")).toBe("it failed");
  });

  it("explains a failure without URLs, which may contain credentials", () => {
    const stderr = "error: could not open postgres://jane:secret@db.example/states";

    expect(complaintOf({ stderr, exitCode: 1 })).toBe("could not open [address]");
    expect(complaintOf({ stderr: "", exitCode: 6 })).toBe("the engine ended with exit code 6 and no error message");
  });
});
