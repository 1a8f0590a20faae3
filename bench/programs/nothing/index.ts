/** The engine's floor: dynamic resources with a constant provider line, whose operations do nothing. */
import * as pulumi from "@pulumi/pulumi";

const line = 'exports.handler=()=>require("./handler.ts").handler;';

class Nothing extends pulumi.CustomResource {
  constructor(name: string, filler: string | undefined) {
    super("pulumi-nodejs:bench:Nothing", name, { label: name, filler, __provider: line });
  }
}

const config = new pulumi.Config("bench");
const fillerLength = config.getNumber("filler");
const filler = fillerLength === undefined ? undefined : "x".repeat(fillerLength);
for (let index = 0; index < config.requireNumber("count"); index += 1) {
  new Nothing(`nothing-${String(index).padStart(5, "0")}`, filler);
}
