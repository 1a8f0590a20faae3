import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readManifest } from "../../../../../src/tools/simulate/clevercloud/read-manifest.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

async function write(text: string): Promise<string> {
  const file = join(await temporaryFolder(), "manifest.json");
  await writeFile(file, text);
  return file;
}

/** The sample of Clever Cloud's page, "Add-on Manifest". */
const sample = {
  id: "addon-name",
  name: "Addon Name",
  api: {
    config_vars: ["ADDON_NAME_MY_VAR"],
    regions: ["eu"],
    password: "44ca82ddf8d4e74d52494ce2895152ee",
    sso_salt: "fcb5b3add85d65e1dddda87a115b429f",
    production: {
      base_url: "https://yourservice.com/clevercloud/resources",
      sso_url: "https://yourservice.com/clevercloud/sso/login",
    },
    test: {
      base_url: "http://localhost:9000/clevercloud/resources",
      sso_url: "http://localhost:9000/clevercloud/sso/login",
    },
  },
};

test("the page's sample can be read", async () => {
  expect(readManifest(await write(JSON.stringify(sample)))).toMatchObject({
    id: "addon-name",
    api: { config_vars: ["ADDON_NAME_MY_VAR"], production: sample.api.production, test: sample.api.test },
  });
});

test("an invalid manifest is refused with the names of the wrong properties, without values", async () => {
  const secret = "0123456789abcdef";
  const file = await write(JSON.stringify({ id: 7, api: { password: [secret], production: { base_url: "x" } } }));
  expect(() => readManifest(file)).toThrow(
    /is not a valid add-on manifest: id: .*; api\.password: .*; api\.production\.base_url/,
  );
  expect(() => readManifest(file)).not.toThrow(secret);
  const broken = await write(`{"password": "${secret}`);
  expect(() => readManifest(broken)).toThrow(`the manifest ${broken} is not JSON`);
  expect(() => readManifest("/nowhere.json")).toThrow("the manifest /nowhere.json cannot be read: ENOENT");
});
