import { decodeProperties } from "@marketplane/providers/native/property-values.ts";
import { unknownValue } from "@marketplane/providers/unknown.ts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkComponent, withOutputs } from "../../../stacks/components/component-inputs.ts";
import { secret } from "../../support/native-provider.ts";
import { recordDeclarations, resolved } from "../../support/pulumi-mocks.ts";

const Inputs = z.strictObject({
  plan: z.string(),
  hostnames: z.array(z.strictObject({ hostname: z.string(), note: z.string().optional() })).default([]),
  owner: z.strictObject({ login: z.email("must be an email address") }).optional(),
});
const naming = ["plan", "hostnames.*.hostname", "owner.login"];
const check = (wire: Readonly<Record<string, unknown>>) => checkComponent(Inputs, decodeProperties(wire), naming);
const problemsOf = (wire: Readonly<Record<string, unknown>>) => {
  try {
    check(wire);
    return [];
  } catch (error) {
    return Reflect.get(Object(error), "problems");
  }
};

describe("the inputs of a component", () => {
  it("get their defaults, and may hold a value that a preview does not know", () => {
    const { inputs, unknownProperties } = check({
      plan: "basic",
      hostnames: [{ hostname: "a.x", note: unknownValue }],
    });
    expect(unknownProperties).toEqual([]);
    expect(inputs.hostnames).toEqual([{ hostname: "a.x", note: unknownValue }]);
    expect(check({ plan: "basic" }).inputs.hostnames).toEqual([]);
  });

  it("are not known if a value that names resources, or that a rule needs, is not known", () => {
    expect(check({ plan: unknownValue }).unknownProperties).toEqual(["plan"]);
    expect(check({ plan: "basic", owner: { login: unknownValue } }).unknownProperties).toEqual(["owner"]);
    expect(check({ plan: "basic", hostnames: unknownValue }).unknownProperties).toEqual(["hostnames"]);
  });

  it("are refused with property, rule and value, and without a secret value", () => {
    expect(problemsOf({ plan: 5, owner: { login: secret("hush") }, color: "red" })).toEqual([
      { property: "color", what: expect.stringContaining("is not a property") },
      { property: "plan", what: "must be a string (it is 5)" },
      { property: "owner.login", what: "must be an email address (the value is secret)" },
      { property: "owner.login", what: "names resources, so it must not be a secret" },
    ]);
  });

  it("are refused with a secret in the value that names a resource", () => {
    const what = "names resources, so it must not be a secret";
    expect(problemsOf({ plan: secret("basic") })).toEqual([{ property: "plan", what }]);
    const hostnames = [{ hostname: "a.x" }, { hostname: secret("b.x") }];
    expect(problemsOf({ plan: "basic", hostnames })).toEqual([{ property: "hostnames.1.hostname", what }]);
  });

  it("reach resources as outputs where they are secret, and as plain values elsewhere", async () => {
    await recordDeclarations();
    const { values, secrets } = decodeProperties({ list: [{ plain: "a", hidden: secret("hush") }] });
    const [item] = Object(withOutputs(values, secrets)).list;
    expect(item.plain).toBe("a");
    expect(await item.hidden.isSecret).toBe(true);
    expect(await resolved(item.hidden)).toBe("hush");
  });
});
