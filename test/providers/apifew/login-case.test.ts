import { describe, expect, test } from "vitest";
import { counter } from "../../../providers/apifew/counter.ts";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { foldLogin } from "../../../providers/apifew/login.ts";
import { managedUser } from "../../../providers/apifew/managed-user.ts";
import { readCounters } from "../../../providers/apifew/read-counters.ts";
import { user } from "../../../providers/apifew/user.ts";
import { startTestSandbox } from "../../support/sandbox.ts";
import { clientFor, drive, keysOf, licensesOf, monthly } from "./apifew-driver.ts";
import { foldingDispatcher } from "./folding-vendor.ts";

const olga = "Olga.Owner@X.example";
const mike = "Mike.Member@X.example";
const folded = olga.toLowerCase();
const createPath = "/v2/app/pricing/license/create";

async function startFoldingSandbox() {
  const sandbox = await startTestSandbox({
    seed: { apifew: { users: [{ login: folded }, { login: mike.toLowerCase() }] } },
  });
  return Object.assign(sandbox, { dispatcher: foldingDispatcher() });
}

describe("a login that apifew returns in lower case counts as the program's own", () => {
  test("as a user: refresh and up change nothing, and the program's spelling is kept", async () => {
    await using sandbox = await startFoldingSandbox();
    const driver = drive(user, sandbox);
    const inputs = { login: olga, nameFirst: "Olga", adopt: true };
    await driver.up(inputs);

    expect(await driver.refresh()).toBe("same");
    expect(driver.outs.login).toBe(olga);
    expect(await driver.up(inputs)).toBe("same");
  });

  test("as a user that is created, or adopted by an id in another letter case", async () => {
    await using sandbox = await startFoldingSandbox();
    const made = drive(user, sandbox);
    await made.up({ login: "New.User@X.example" });
    expect(await made.refresh()).toBe("same");
    expect(await made.up({ login: "new.user@x.example" })).toBe("same");

    const adopting = drive(user, sandbox);
    await adopting.up({ login: olga, adopt: folded });
    expect(adopting.outs.login).toBe(olga);
  });

  test("as an owner of licenses: they are found, assigned to their owner, and created once after a lost answer", async () => {
    await using sandbox = await startFoldingSandbox();
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true });
    const driver = drive(license, sandbox);
    const inputs = { ...monthly, ownerLogin: olga };
    await driver.up({ ...inputs, quantity: 2 });

    expect(driver.outs.keys).toEqual(await keysOf(sandbox, folded));
    expect(driver.outs.count).toBe(2);
    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...inputs, ownerLogin: folded, quantity: 2 })).toBe("same");
    await expect(drive(license, sandbox).up(inputs)).rejects.toThrow(/exist/);
    await driver.destroy();
    expect((await licensesOf(sandbox, folded)).map(({ userLogin }) => userLogin)).toEqual([null, null]);
  });

  test("as an owner and a member of an assignment, a team and a counter", async () => {
    await using sandbox = await startFoldingSandbox();
    await drive(license, sandbox).up({ ...monthly, ownerLogin: olga, quantity: 2 });
    const assignment = drive(licenseAssignment, sandbox);
    const member = drive(managedUser, sandbox);
    const requests = drive(counter, sandbox);
    const inputs = { ...monthly, ownerLogin: olga, userLogin: mike };
    await assignment.up(inputs);
    await member.up({ ownerLogin: olga, managedLogin: mike });
    await requests.up({ name: "requests", userLogin: olga, value: 3 });

    for (const driver of [assignment, member, requests]) {
      expect(await driver.refresh()).toBe("same");
    }
    expect(await assignment.up({ ...inputs, userLogin: mike.toLowerCase() })).toBe("same");
    expect(await member.up({ ownerLogin: folded, managedLogin: mike })).toBe("same");
    expect(await requests.up({ name: "requests", userLogin: folded, value: 3 })).toBe("same");
    const again = drive(licenseAssignment, sandbox);
    const id = `${monthly.pricingUid}/${folded}/${mike.toLowerCase()}`;
    await again.up({ ...inputs, adopt: id });
    expect(again.outs.licenseKey).toBe(assignment.outs.licenseKey);
    await assignment.destroy();
    expect((await licensesOf(sandbox, folded)).map(({ userLogin }) => userLogin)).toEqual([folded, null]);
  });

  test("as a person whose counter is read, once for all spellings", async () => {
    await using sandbox = await startFoldingSandbox();
    await drive(license, sandbox).up({ ...monthly, ownerLogin: olga });

    const readings = await readCounters(clientFor(sandbox), "requests", [olga, folded, olga.toUpperCase()]);

    expect(readings).toEqual([{ userLogin: olga, kind: "value", value: 0 }]);
  });
});

describe("an apifew that treats two spellings of a login as two users", () => {
  test("has licenses assigned and released in the spelling that the owner has at apifew", async () => {
    const seed = {
      users: [{ login: folded }, { login: mike }],
      licenses: [{ pricingUid: monthly.pricingUid, ownerLogin: folded }],
    };
    await using sandbox = await startTestSandbox({ seed: { apifew: seed } });
    const assignment = drive(licenseAssignment, sandbox);
    await assignment.up({ ...monthly, ownerLogin: olga, userLogin: mike });
    expect((await licensesOf(sandbox, folded)).map(({ userLogin }) => userLogin)).toEqual([mike]);
    expect(await assignment.refresh()).toBe("same");
    await assignment.destroy();
    expect((await licensesOf(sandbox, folded)).map(({ userLogin }) => userLogin)).toEqual([null]);
  });

  test("does not count licenses of a deleted user with another spelling as the owner's", async () => {
    const licenses = [{ pricingUid: monthly.pricingUid, ownerLogin: folded }];
    await using sandbox = await startTestSandbox({ seed: { apifew: { users: [{ login: olga }], licenses } } });
    const driver = drive(license, sandbox);
    await driver.up({ ...monthly, ownerLogin: olga, adopt: true });
    expect(driver.outs.keys).toEqual(await keysOf(sandbox, olga));
    expect((await licensesOf(sandbox, olga)).map(({ userLogin }) => userLogin)).toEqual([olga]);
    expect(await driver.refresh()).toBe("same");
  });
});

test("logins are folded only in ASCII letters, as the database's logins_of folds them", () => {
  expect(foldLogin("JOSÉ.Ünal@Acme.COM")).toBe("josÉ.Ünal@acme.com");
});
