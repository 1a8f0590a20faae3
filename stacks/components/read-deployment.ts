import { promisify } from "node:util";
import { decodeProperties } from "@marketplane/providers/native/property-values.ts";
import { fromStruct, toStruct } from "@marketplane/providers/native/struct.ts";
import * as pulumi from "@pulumi/pulumi";
import type providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import { z } from "zod";
import type { Declared } from "./component.ts";

const Reference = z.object({ urn: z.string() });
const Found = z.object({
  settings: z.unknown(),
  fallbackOrigin: Reference.optional(),
  pricings: z.record(z.string(), Reference).optional(),
});

/** A deployment that another component of the program refers to. */
export interface ReferredDeployment {
  /** Its output `settings`, as the engine has it. */
  readonly settings: Declared["inputs"];
  readonly fallbackOrigin: pulumi.Resource | undefined;
  readonly pricings: ReadonlyMap<string, pulumi.Resource>;
}

/** Asks the engine for a deployment's outputs: a reference to a component is its URN alone. */
export async function readDeployment(urn: string): Promise<ReferredDeployment> {
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) {
    throw new Error("the engine has no resource monitor");
  }
  const request = new resourceProto.ResourceInvokeRequest();
  request.setTok("pulumi:pulumi:getResource");
  request.setArgs(toStruct({ urn }));
  request.setAcceptresources(true);
  const invoke = promisify<resourceProto.ResourceInvokeRequest, providerProto.InvokeResponse>((asked, done) =>
    monitor.invoke(asked, done),
  );
  const { state } = z.object({ state: z.unknown() }).parse(fromStruct((await invoke(request)).getReturn()));
  const { settings, fallbackOrigin, pricings = {} } = Found.parse(state);
  const { values, secrets } = decodeProperties({ settings });
  return {
    settings: { values, secrets },
    fallbackOrigin: fallbackOrigin && new pulumi.DependencyResource(fallbackOrigin.urn),
    pricings: new Map(
      Object.entries(pricings).map(([plan, pricing]) => [plan, new pulumi.DependencyResource(pricing.urn)]),
    ),
  };
}
