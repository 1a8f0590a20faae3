import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { root } from "../support/deploy.ts";

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(join(root, "test/deploy/fixtures", `${name}.schema.json`), "utf8"));
const ajv = new Ajv({ allErrors: true, strict: false });
const validators = new Map([
  ["Stack", ajv.compile(schemaOf("stack"))],
  ["Program", ajv.compile(schemaOf("program"))],
]);

function objectsOf(file: string) {
  return parseAllDocuments(readFileSync(join(root, "deploy/pulumi-operator", file), "utf8")).map((one) => one.toJS());
}

const objects = ["stack.yaml", "program.yaml"].flatMap(objectsOf);
const named = (kind: string) => objects.filter((object) => object.kind === kind);

describe("the resources for the Pulumi Kubernetes Operator", () => {
  it("match the operator's definitions, without unknown properties", () => {
    expect(named("Stack")).toHaveLength(2);
    expect(named("Program")).toHaveLength(1);
    for (const object of [...named("Stack"), ...named("Program")]) {
      const validate = validators.get(object.kind);
      expect([object.metadata.name, validate?.(object), validate?.errors]).toEqual([object.metadata.name, true, null]);
    }
  });

  it("are checked against definitions that refuse errors", () => {
    const [stack] = named("Stack");
    const validate = validators.get("Stack");
    for (const wrong of [
      { projectRepository: "x" },
      { shallow: "yes" },
      { workspaceReclaimPolicy: "Keep" },
      { stack: 1 },
    ]) {
      expect(validate?.({ ...stack, spec: { ...stack.spec, ...wrong } }), JSON.stringify(wrong)).toBe(false);
    }
  });

  it("refer only to existing objects, get the code from one source, and contain no secret", () => {
    const programs = named("Program").map(({ metadata }) => metadata.name);
    const accounts = objectsOf("stack.yaml").filter(({ kind }) => kind === "ServiceAccount");
    const stacks = named("Stack").map(({ metadata }) => metadata.name);
    for (const { spec } of named("Stack")) {
      expect([spec.projectRepo, spec.programRef, spec.fluxSource].filter(Boolean)).toHaveLength(1);
      if (spec.programRef) {
        expect(programs).toContain(spec.programRef.name);
      }
      expect(accounts.map(({ metadata }) => metadata.name)).toContain(spec.serviceAccountName);
      for (const { name } of spec.prerequisites ?? []) {
        expect(stacks).toContain(name);
      }
      const literals = Object.entries<{ type: string }>(spec.envRefs).filter(([, { type }]) => type === "Literal");
      expect(literals.map(([name]) => name).filter((name) => /KEY|TOKEN|PASS/.test(name))).toEqual([]);
    }
  });
});
