import { describe, expect, test } from "vitest";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { managedUser } from "../../../providers/apifew/managed-user.ts";
import { user } from "../../../providers/apifew/user.ts";
import { type FaultBody, startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { drive, held, jane, john, licensesOf, monthly } from "./apifew-driver.ts";

/** Jane with licenses, John in her team with one of them. */
function team(world: TestSandbox, adopt: boolean) {
  const resources = [
    { driver: drive(user, world), inputs: { login: jane, nameFirst: "Jane", adopt } },
    { driver: drive(user, world), inputs: { login: john, adopt } },
    { driver: drive(license, world), inputs: { ...monthly, ownerLogin: jane, quantity: 2, adopt } },
    { driver: drive(managedUser, world), inputs: { ownerLogin: jane, managedLogin: john, adopt } },
    { driver: drive(licenseAssignment, world), inputs: { ...monthly, ownerLogin: jane, userLogin: john, adopt } },
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

/** Runs until it succeeds, as somebody does who repeats a command that failed. */
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

async function assertTeam(world: TestSandbox, quantity: number): Promise<void> {
  const licenses = await licensesOf(world, jane);
  expect(licenses).toHaveLength(quantity);
  const users = licenses.map(({ userLogin }) => userLogin).filter((login) => login !== null);
  expect(users.toSorted()).toEqual([jane, john]);
  expect((await held(world)).managedUsers).toEqual([{ ownerLogin: jane, managedLogin: john }]);
  expect((await held(world)).users.find(({ login }) => login === jane)?.nameFirst).toBe("Jane");
}

const kinds: Readonly<Record<string, FaultBody>> = {
  "a reset before the commit": { reset: true },
  "a reset after the commit": { reset: true, afterCommit: true },
  "a 503 before the commit": { status: 503 },
  "a 500 after the commit": { status: 500, afterCommit: true },
  "a cut body after the commit": { malformed: true, afterCommit: true },
  "a 429": { status: 429, retryAfter: 1 },
};

/** The calls that the whole program makes, and some more that faults bring about. */
const callsMax = 26;

describe.each(Object.entries(kinds))("%s", (_kind, fault) => {
  test.each([1, 7])(
    "at every call in turn, %i times in a row, leaves what is declared and nothing twice",
    async (times) => {
      for (let skip = 0; skip < callsMax; skip += 1) {
        await using world = await startTestSandbox();
        const made = team(world, false);
        await world.fault({ vendor: "apifew", ...fault, skip, times });

        await untilDone(() => made.up());
        await assertTeam(world, 2);
        await untilDone(() => made.up(4));
        await assertTeam(world, 4);

        await untilDone(() => made.destroy());
        expect((await licensesOf(world, jane)).filter(({ userLogin }) => userLogin !== null)).toEqual([]);
        expect((await held(world)).users.map(({ login }) => login)).not.toContain(jane);
        expect((await held(world)).managedUsers).toEqual([]);
      }
    },
  );
});

test("a process that dies at any call leaves nothing that the next one would make twice", async () => {
  for (let skip = 0; skip < callsMax; skip += 1) {
    await using world = await startTestSandbox();
    await world.fault({ vendor: "apifew", reset: true, afterCommit: true, skip, times: 50 });
    await team(world, true)
      .up()
      .catch(() => undefined);
    await world.control("DELETE", "/faults");

    // Nothing of the first process's state is left; adopt takes what it made.
    const next = team(world, true);
    await next.up();
    await assertTeam(world, 2);
    const before = (await world.calls()).filter(({ write }) => write).length;
    await next.up();
    expect((await world.calls()).filter(({ write }) => write)).toHaveLength(before);
  }
});
