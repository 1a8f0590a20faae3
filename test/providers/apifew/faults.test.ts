import { describe, expect, test } from "vitest";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { managedUser } from "../../../providers/apifew/managed-user.ts";
import { user } from "../../../providers/apifew/user.ts";
import { type FaultBody, startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { drive, held, jane, john, licensesOf, monthly } from "./apifew-driver.ts";

/** Jane with licenses, and John in her team with one of them. */
function team(sandbox: TestSandbox, adopt: boolean) {
  const resources = [
    { driver: drive(user, sandbox), inputs: { login: jane, nameFirst: "Jane", adopt } },
    { driver: drive(user, sandbox), inputs: { login: john, adopt } },
    { driver: drive(license, sandbox), inputs: { ...monthly, ownerLogin: jane, quantity: 2, adopt } },
    { driver: drive(managedUser, sandbox), inputs: { ownerLogin: jane, managedLogin: john, adopt } },
    { driver: drive(licenseAssignment, sandbox), inputs: { ...monthly, ownerLogin: jane, userLogin: john, adopt } },
  ];
  return {
    up: async (quantity = 2) => {
      for (const { driver, inputs } of resources) {
        await driver.up("quantity" in inputs ? { ...inputs, quantity } : inputs);
      }
    },
    destroy: async () => {
      for (const { driver } of resources.toReversed()) {
        await driver.destroy();
      }
    },
  };
}

/** Runs until it succeeds, like a person who repeats a failed command. */
async function untilDone(run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= 4) {
        throw error;
      }
    }
  }
}

async function assertTeam(sandbox: TestSandbox, quantity: number): Promise<void> {
  const licenses = await licensesOf(sandbox, jane);
  expect(licenses).toHaveLength(quantity);
  const users = licenses.map(({ userLogin }) => userLogin).filter((login) => login !== null);
  expect(users.toSorted()).toEqual([jane, john]);
  expect((await held(sandbox)).managedUsers).toEqual([{ ownerLogin: jane, managedLogin: john }]);
  expect((await held(sandbox)).users.find(({ login }) => login === jane)?.nameFirst).toBe("Jane");
}

const kinds: Readonly<Record<string, FaultBody>> = {
  "a reset before the commit": { reset: true },
  "a reset after the commit": { reset: true, afterCommit: true },
  "a 503 before the commit": { status: 503 },
  "a 500 after the commit": { status: 500, afterCommit: true },
  "a cut body after the commit": { malformed: true, afterCommit: true },
  "a 429": { status: 429, retryAfter: 1 },
};

/** The calls of the whole program, and some more that faults cause. */
const callsMax = 26;

describe.each(Object.entries(kinds))("%s", (_kind, fault) => {
  test.each([1, 7])(
    "at each call, %i times in a row, ends with every declared object and no duplicate",
    async (times) => {
      for (let skip = 0; skip < callsMax; skip += 1) {
        await using sandbox = await startTestSandbox();
        const made = team(sandbox, false);
        await sandbox.fault({ vendor: "apifew", ...fault, skip, times });

        await untilDone(() => made.up());
        await assertTeam(sandbox, 2);
        await untilDone(() => made.up(4));
        await assertTeam(sandbox, 4);

        await untilDone(() => made.destroy());
        expect((await licensesOf(sandbox, jane)).filter(({ userLogin }) => userLogin !== null)).toEqual([]);
        expect((await held(sandbox)).users.map(({ login }) => login)).not.toContain(jane);
        expect((await held(sandbox)).managedUsers).toEqual([]);
      }
    },
  );
});

test("a process that dies at any call leaves nothing that the next run would duplicate", async () => {
  for (let skip = 0; skip < callsMax; skip += 1) {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "apifew", reset: true, afterCommit: true, skip, times: 50 });
    await team(sandbox, true)
      .up()
      .catch(() => undefined);
    await sandbox.control("DELETE", "/faults");

    // The first process's state is lost. adopt takes over what it created.
    const next = team(sandbox, true);
    await next.up();
    await assertTeam(sandbox, 2);
    const before = (await sandbox.calls()).filter(({ write }) => write).length;
    await next.up();
    expect((await sandbox.calls()).filter(({ write }) => write)).toHaveLength(before);
  }
});
