/** `count` custom hostnames in one zone. `prefix` distinguishes the stacks of a fleet. */
import { CustomHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config("bench");
const prefix = config.require("prefix");
const zoneId = config.require("zoneId");

for (let index = 0; index < config.requireNumber("count"); index += 1) {
  const name = `${prefix}-${String(index).padStart(5, "0")}`;
  new CustomHostname(name, {
    zoneId,
    hostname: `${name}.customers.acme-shoes.com`,
    ssl: { method: "http", settings: { minTlsVersion: "1.2" } },
    // Like the Terraform resource's default. Waiting would measure the certificate authority.
    waitFor: "none",
  });
}
