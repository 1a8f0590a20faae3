import { expect, test } from "vitest";
import { startResidentProvider } from "../../../../../src/fleet/reconciler/engine/resident-provider/resident-provider.ts";
import { zoneId } from "../../../../providers/cloudflare/cloudflare-zone.ts";
import { ProviderClient } from "../../../../support/native-provider.ts";
import { startTestSandbox } from "../../../../support/sandbox.ts";

const type = "cloudflare:CustomHostname";

test("native resources use the operation's accounts whatever the stack configures, and an object that is needed stays", async () => {
  await using sandbox = await startTestSandbox();
  let isNeeded = true;
  const resident = await startResidentProvider({
    settings: sandbox.settings,
    isShared: async ({ urn }) => isNeeded && urn.endsWith("::acme"),
    signal: new AbortController().signal,
  });
  const port = /,marketplane:(\d+)$/.exec(resident.variables.PULUMI_DEBUG_PROVIDERS)?.[1];
  const engine = new ProviderClient(Number(port));
  await engine.configure({ cloudflare: { apiToken: "of another account", baseUrl: "http://127.0.0.1:1" } });

  const { inputs, failures } = await engine.check(type, { zoneId, hostname: "shop.acme-shoes.com" });
  expect(failures).toEqual([]);
  const { id, outputs } = await engine.create(type, inputs);
  await engine.delete(type, id, outputs);
  expect((await engine.read(type, id, outputs)).id).toBe(id);
  isNeeded = false;
  await engine.delete(type, id, outputs);
  expect((await engine.read(type, id, outputs)).id).toBe("");

  await resident.close();
  await expect(engine.read(type, id, outputs)).rejects.toThrow();
  engine.close();
});
