import { networkInterfaces } from "node:os";
import { afterEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../../../src/tools/sandbox/server.ts";

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

test("the ready object has every address, and credentials in the vendors' formats", async () => {
  sandbox = await startSandbox();

  const { ready, url } = sandbox;

  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(ready).toEqual({
    cloudflare: `${url}/cloudflare/client/v4`,
    apifew: `${url}/apifew`,
    clevercloud: `${url}/clevercloud/v2`,
    control: `${url}/_sandbox`,
    credentials: {
      cloudflare: {
        apiToken: expect.stringMatching(/^sandbox-only-/),
        email: "engineer@saasprovider.com",
        apiKey: expect.stringMatching(/^[0-9a-f]{37}$/),
        zoneId: expect.stringMatching(/^[0-9a-f]{32}$/),
        zoneName: "saasprovider.com",
      },
      apifew: { key: expect.stringMatching(/^[0-9a-f-]{36}$/), app: "app.saasprovider.com" },
      clevercloud: {
        providerId: "sandbox-addon",
        password: expect.stringMatching(/^[0-9a-f]{48}$/),
        ssoSalt: expect.stringMatching(/^[0-9a-f]{48}$/),
      },
    },
    provider: `${url}/provider/clevercloud/resources`,
  });
});

test("it listens on loopback only", async () => {
  sandbox = await startSandbox();
  const port = new URL(sandbox.url).port;
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address !== undefined && !address.internal && address.family === "IPv4");
  if (outside === undefined) {
    return;
  }

  await expect(fetch(`http://${outside.address}:${port}/_sandbox/state`)).rejects.toThrow();
});

test("a port in use is an error, and no other port is chosen", async () => {
  sandbox = await startSandbox();

  await expect(startSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow(
    "the address is already in use",
  );
});

test("close also ends open connections", async () => {
  const closing = await startSandbox();
  await fetch(`${closing.ready.control}/state`);

  await closing.close();

  await expect(fetch(`${closing.ready.control}/state`)).rejects.toThrow();
});

test("an invalid seed is refused with the property's name", async () => {
  const seed = { cloudflare: { zones: [{ name: "x.com", id: "short" }] } };

  await expect(startSandbox({ seed })).rejects.toThrow(/zones/);
});
