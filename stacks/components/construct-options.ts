import * as pulumi from "@pulumi/pulumi";
import type aliasProto from "@pulumi/pulumi/proto/alias_pb.js";
import type providerProto from "@pulumi/pulumi/proto/provider_pb.js";

/** The resource options that the program gave the component. */
export function optionsOf(request: providerProto.ConstructRequest): pulumi.ComponentResourceOptions {
  const reference = (urn: string) => new pulumi.DependencyResource(urn);
  const deletedWith = request.getDeletedwith();
  const timeouts = request.getCustomtimeouts();
  const providers = [...request.getProvidersMap().entries()].map(
    ([name, provider]): [string, pulumi.ProviderResource] => [name, new pulumi.DependencyProviderResource(provider)],
  );
  return {
    ...(request.getParent() && { parent: reference(request.getParent()) }),
    aliases: request.getAliasesList().map(aliasOf),
    dependsOn: request.getDependenciesList().map(reference),
    protect: request.getProtect() ?? false,
    providers: Object.fromEntries(providers),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    retainOnDelete: request.getRetainondelete() ?? false,
    ...(timeouts && { customTimeouts: timeouts.toObject() }),
    ...(deletedWith && { deletedWith: reference(deletedWith) }),
    transformations: [childOptions(request)],
  };
}

/** The component's resources depend on what its inputs come from, so that they are deleted first. */
function childOptions(request: providerProto.ConstructRequest): pulumi.ResourceTransformation {
  const inputs = [...request.getInputdependenciesMap().entries()].flatMap(([, dependencies]) =>
    dependencies.getUrnsList(),
  );
  const urns = [...new Set([...inputs, ...request.getDependenciesList()])];
  return ({ type, props, opts }) => {
    if (type === request.getType()) {
      return undefined;
    }
    const dependsOn = urns.map((urn) => new pulumi.DependencyResource(urn));
    return { props, opts: pulumi.mergeOptions(opts, { dependsOn }) };
  };
}

function aliasOf(given: aliasProto.Alias): string | pulumi.Alias {
  const spec = given.getSpec();
  if (!spec) {
    return given.getUrn();
  }
  const texts = { name: spec.getName(), type: spec.getType(), project: spec.getProject(), stack: spec.getStack() };
  const parent = spec.getParenturn();
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== "")),
    ...(parent !== "" && { parent }),
    ...(spec.getNoparent() && { parent: pulumi.rootStackResource }),
  };
}
