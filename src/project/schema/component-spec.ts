import type { Component } from "../../../stacks/components/component.ts";
import { isRequired, type NamedTypes } from "./named-types.ts";
import { marked } from "./resource-specs.ts";

/** A component of the package. Its inputs are not outputs. */
export function componentSpec({ token, description, inputs, outputs, secretOutputs }: Component, types: NamedTypes) {
  const [module = "", name = ""] = token.split(":");
  const place = { module, name };
  return {
    isComponent: true,
    description,
    properties: marked(types.propertiesOf(outputs, place), secretOutputs, "secret"),
    required: types.objectOf(outputs, place).required ?? [],
    inputProperties: types.propertiesOf(inputs, place),
    requiredInputs: Object.keys(inputs.shape).filter((property) => isRequired(inputs.shape[property])),
  };
}
