/** Parts of Pulumi's SDK that its own provider server uses and that its types leave out. */
import type providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import * as config from "@pulumi/pulumi/runtime/config.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import * as state from "@pulumi/pulumi/runtime/state.js";

/** Runs a function as a program of the engine that made the request, apart from other requests. */
export function asProgram<Result>(
  request: providerProto.ConstructRequest,
  engineAddress: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const inOwnStore = untyped(state, "withLocalStorage");
  return inOwnStore(async () => {
    settings.resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engineAddress,
      request.getMonitorendpoint(),
      request.getDryrun(),
      request.getOrganization(),
    );
    await untyped(settings, "awaitFeatureSupport")();
    config.setAllConfig(Object.fromEntries(request.getConfigMap().entries()), request.getConfigsecretkeysList());
    const result = await run();
    await untyped(settings, "waitForRPCs")();
    return result;
  }) as Promise<Result>;
}

function untyped(module: object, name: string): (...args: readonly unknown[]) => unknown {
  const known: unknown = Reflect.get(module, name);
  if (typeof known !== "function") {
    throw new Error(`this version of @pulumi/pulumi has no ${name}`);
  }
  return (...args) => known(...args);
}
