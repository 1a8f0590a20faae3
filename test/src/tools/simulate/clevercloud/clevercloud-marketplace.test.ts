import { expect, it } from "vitest";
import { ClevercloudMarketplace } from "../../../../../src/tools/simulate/clevercloud/clevercloud-marketplace.ts";
import { nowMs, subject } from "./simulated-run.ts";

it("no two forms are the same, with any progress of the clock", () => {
  let passedMs = 0;
  const fetch = () => Promise.reject(new Error("nothing is sent"));
  const market = new ClevercloudMarketplace(subject, { fetch, timeoutMs: 1, now: () => nowMs + passedMs });
  const timestamps = [0, 0, 1_000, 0, 1_000, 2_000, 0].map((stepMs) => {
    passedMs += stepMs;
    return market.unsignedForm("addon").timestamp;
  });
  expect(new Set(timestamps).size).toBe(timestamps.length);
});
