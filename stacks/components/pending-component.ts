import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Declared, Made } from "./component.ts";
import { unknownOutputs } from "./component-inputs.ts";

/**
 * A component of a preview that does not know yet which resources it will have. `pulumi up` knows, because
 * the resources behind its inputs exist then.
 */
export function pendingComponent(
  type: string,
  { name, options }: Declared,
  { outputs, unknownProperties }: { readonly outputs: z.ZodObject; readonly unknownProperties: readonly string[] },
): Made {
  const unknowns = unknownOutputs(outputs);
  const component = new PendingComponent(type, name, unknowns, options);
  pulumi.log.info(
    `the preview does not know ${unknownProperties.join(", ")} yet, so it shows no resources of ${name}`,
    component,
  );
  return { component, outputs: unknowns };
}

class PendingComponent extends pulumi.ComponentResource {
  constructor(type: string, name: string, outputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super(type, name, {}, options);
    this.registerOutputs(outputs);
  }
}
