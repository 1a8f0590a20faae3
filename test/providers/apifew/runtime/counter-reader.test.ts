import { expect, test } from "vitest";
import { createCounterReader } from "../../../../providers/apifew/runtime/counter-reader.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";

test("a product reads its users' counters with only its key", async () => {
  await using sandbox = await startTestSandbox();
  const { apifew: baseUrl, credentials } = sandbox.ready;
  const read = createCounterReader({ key: credentials.apifew.key, baseUrl, clock: new FakeClock() });

  expect(await read("counter_one", ["first.customer@example.com", "second.customer@example.com"])).toEqual([
    { userLogin: "first.customer@example.com", kind: "value", value: 100 },
    { userLogin: "second.customer@example.com", kind: "absent", code: "ERROR_NO_LICENSE_ASSIGNED_FOR_USER" },
  ]);
});
