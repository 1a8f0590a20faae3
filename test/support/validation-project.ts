import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

/** A project without a mistake, by file. */
export const validProject = {
  "Pulumi.yaml": "name: fleet\nruntime: nodejs\n",
  "Pulumi.production.yaml": `encryptionsalt: v1:x
config:
  apifew:key:
    secure: v1:abc
  marketplane:zoneId: 5a4db0c0ffee00000000000000000001
  marketplane:fallbackOrigin:
    hostname: proxy-fallback.saasprovider.com
    content: 203.0.113.10
  marketplane:cnameTarget: { hostname: customers.saasprovider.com }
  marketplane:plans:
    basic: { pricingUid: ABC }
`,
  "tenants/ada.yaml":
    "id: ada\nplan: basic\nowner: { login: jane@ada.example }\nhostnames:\n  - hostname: www.ada-shop.com\n",
  "marketplane.yaml": `publicUrl: \${PUBLIC_URL}
listen: { port: "\${PORT}" }
encryptionKey: \${ENCRYPTION_KEY}
deployment:
  zoneId: \${ZONE_ID}
  fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  cnameTarget: { hostname: customers.saasprovider.com }
  plans:
    basic: { pricingUid: ABC }
`,
  ".marketplane-drift.yaml": "failOn: warning\n",
};

/** A folder with these files. */
export async function writeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
