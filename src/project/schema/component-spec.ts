import type { Component } from "../../../stacks/components/component.ts";
import { isRequired, type NamedTypes } from "./named-types.ts";

/** A component of the package. Its inputs are not outputs. */
export function componentSpec({ token, description, inputs, outputs }: Component, types: NamedTypes) {
  const [module = "", name = ""] = token.split(":");
  const place = { module, name };
  return {
    isComponent: true,
    description,
    // Not marked as secret: for a mark, generators write an option that components lack, and a value says itself that it
    // is secret.
    properties: types.propertiesOf(outputs, place),
    required: types.objectOf(outputs, place).required ?? [],
    inputProperties: types.propertiesOf(inputs, place),
    requiredInputs: Object.keys(inputs.shape).filter((property) => isRequired(inputs.shape[property])),
  };
}
