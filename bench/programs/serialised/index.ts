/** As in Pulumi's own examples: a provider object whose closure is in every resource's state. */
import * as pulumi from "@pulumi/pulumi";
import { handler } from "../nothing/handler.ts";

// One object for all resources, which the SDK serializes once. One per resource would take several times as
// long.
class Serialised extends pulumi.dynamic.Resource {
  constructor(name: string) {
    super(handler, name, { label: name });
  }
}

const config = new pulumi.Config("bench");
for (let index = 0; index < config.requireNumber("count"); index += 1) {
  new Serialised(`serialised-${String(index).padStart(5, "0")}`);
}
