import { describe, expect, test } from "vitest";
import { readCounters } from "../../../providers/apifew/read-counters.ts";
import { startTestSandbox } from "../../support/sandbox.ts";
import { clientFor } from "./apifew-driver.ts";

const users = Array.from({ length: 30 }, (_, index) => `user${index}@example.com`);
const seed = {
  seed: {
    apifew: {
      users: users.map((login) => ({ login })),
      licenses: users.map((login, index) => ({
        pricingUid: "ABCDEF1234567890",
        ownerLogin: login,
        userLogin: login,
        counters: { requests: index },
      })),
    },
  },
};

describe("reading a counter for many users", () => {
  test("returns each user's value in the order of the users, with one call each", async () => {
    await using sandbox = await startTestSandbox(seed);

    const readings = await readCounters(clientFor(sandbox), "requests", [...users, ...users]);

    expect(readings).toEqual(users.map((userLogin, index) => ({ userLogin, kind: "value", value: index })));
    expect(await sandbox.calls()).toHaveLength(users.length);
  });

  test("reports a user without the counter as absent, and still reads the others", async () => {
    await using sandbox = await startTestSandbox(seed);

    const readings = await readCounters(clientFor(sandbox), "requests", ["nobody@example.com", "user7@example.com"]);

    expect(readings).toEqual([
      { userLogin: "nobody@example.com", kind: "absent", code: "ERROR_NO_LICENSE_ASSIGNED_FOR_USER" },
      { userLogin: "user7@example.com", kind: "value", value: 7 },
    ]);
  });

  test("repeats a read whose answer is lost", async () => {
    await using sandbox = await startTestSandbox(seed);
    await sandbox.fault({ vendor: "apifew", reset: true, afterCommit: true, times: 3 });

    const readings = await readCounters(clientFor(sandbox), "requests", users);

    expect(readings.map(({ kind }) => kind)).toEqual(users.map(() => "value"));
  });

  test("fails the remaining users without a call once apifew is down", async () => {
    await using sandbox = await startTestSandbox(seed);
    await sandbox.fault({ vendor: "apifew", status: 503, times: 1_000 });

    const readings = await readCounters(clientFor(sandbox), "requests", users);

    expect(readings).toHaveLength(users.length);
    expect(readings).toEqual(
      users.map((userLogin) => ({
        userLogin,
        kind: "failed",
        error: expect.objectContaining({ kind: "unavailable" }),
      })),
    );
    // Five attempts for each of the eight concurrent calls.
    expect((await sandbox.calls()).length).toBeLessThanOrEqual(40);
  });
});
