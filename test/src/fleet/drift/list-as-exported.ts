import type { ResourceDefinition } from "@marketplane/providers/define-resource.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import type { z } from "zod";
import { collect } from "../../../support/collect.ts";
import type { TestSandbox } from "../../../support/sandbox.ts";
import type { Exported } from "./drift-fixture.ts";

/** All objects of a scope, as resources of a stack. */
export async function toExported<Schema extends z.ZodObject, State extends object, Client, Scope>(
  { settings }: Pick<TestSandbox, "settings">,
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  scope: Scope,
): Promise<Exported[]> {
  const context = { client: definition.connect(settings), clock: systemClock };
  const observed = await collect(definition.list(scope, context));
  return observed.map(({ id, inputs, state }, index) => ({
    urn: `urn:pulumi:test::shop::pulumi-nodejs:${definition.type}::r${index}`,
    type: `pulumi-nodejs:${definition.type}`,
    custom: true,
    id,
    provider: "urn:pulumi:test::shop::pulumi:providers:pulumi-nodejs::default::1",
    inputs: JSON.parse(JSON.stringify(inputs)),
    outputs: JSON.parse(JSON.stringify({ ...inputs, ...state })),
  }));
}
