/** The components of the package, which the native provider declares for programs in every language. */
import { status } from "@grpc/grpc-js";
import { errorText } from "@marketplane/providers/error-text.ts";
import { redactor } from "@marketplane/providers/http/redact.ts";
import { toPropertyPath } from "@marketplane/providers/native/detailed-diff.ts";
import { decodeProperties, secretTexts, urnOfReference } from "@marketplane/providers/native/property-values.ts";
import { InputPropertiesError, RequestError } from "@marketplane/providers/native/service-error.ts";
import { fromStruct, toStruct } from "@marketplane/providers/native/struct.ts";
import { knownNamesText } from "@marketplane/providers/nearest-name.ts";
import * as pulumi from "@pulumi/pulumi";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { type Component, type Declared, InputProblems, type Made } from "./component.ts";
import { components } from "./components.ts";
import { optionsOf } from "./construct-options.ts";
import { asProgram } from "./engine-runtime.ts";
import { failOnLostErrors } from "./lost-errors.ts";

/**
 * Declares a component and its resources to the engine, and answers with the component's outputs. The engine
 * takes log messages at `engineAddress`.
 */
export async function construct(
  request: providerProto.ConstructRequest,
  engineAddress: string,
): Promise<providerProto.ConstructResponse> {
  const component = findComponent(request.getType());
  const inputs = decodeInputs(request);
  const redact = redactor(secretTexts(inputs, () => false));
  const declare = async () => {
    const made = await component.construct({
      name: request.getName(),
      inputs,
      run: request.getMonitorendpoint(),
      options: optionsOf(request),
    });
    return responseOf(request, made);
  };
  try {
    return await failOnLostErrors(() => asProgram(request, engineAddress, declare));
  } catch (error) {
    if (!(error instanceof InputProblems)) {
      throw new Error(redact(errorText(error)));
    }
    const problems = error.problems.map(({ property = "", what }) => ({
      property: toPropertyPath(property),
      reason: redact(what),
    }));
    throw new InputPropertiesError(`${request.getName()} has wrong inputs`, problems);
  }
}

/** An input that refers to a resource is its URN. */
function decodeInputs(request: providerProto.ConstructRequest): Declared["inputs"] {
  const wire = Object.entries(fromStruct(request.getInputs()));
  return decodeProperties(Object.fromEntries(wire.map(([name, value]) => [name, urnOfReference(value) ?? value])));
}

function findComponent(type: string): Component {
  const found = components.find(({ token }) => type === `marketplane:${token}`);
  if (!found) {
    const known = components.map(({ token }) => `marketplane:${token}`);
    throw new RequestError(status.NOT_FOUND, `marketplane has no component ${type}${knownNamesText(type, known)}`);
  }
  return found;
}

async function responseOf(
  request: providerProto.ConstructRequest,
  { component, outputs }: Made,
): Promise<providerProto.ConstructResponse> {
  const label = `construct(${request.getType()}, ${request.getName()})`;
  const response = new providerProto.ConstructResponse();
  response.setUrn(await resolved(component.urn));
  const [state, dependencies] = await pulumi.runtime.serializeResourceProperties(label, outputs);
  response.setState(toStruct(state));
  for (const [property, resources] of dependencies) {
    const urns = new providerProto.ConstructResponse.PropertyDependencies();
    urns.setUrnsList(await Promise.all([...resources].map(({ urn }) => resolved(urn))));
    response.getStatedependenciesMap().set(property, urns);
  }
  return response;
}

function resolved<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => output.apply((value) => resolve(value as Value)));
}
