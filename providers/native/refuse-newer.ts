import { status } from "@grpc/grpc-js";
import { RequestError } from "./service-error.ts";
import type { Properties } from "./struct.ts";

const semanticVersion = /^v?(\d+)\.(\d+)\.\d+/;

/**
 * Refuses a provider of a newer major or minor version: this plugin does not know all of what its state or its
 * program may contain. The engine gives the version as an input; of a default provider its name has it, too.
 */
export function refuseNewer(own: string, { name, inputs }: { readonly name: string; readonly inputs: Properties }) {
  const asked = typeof inputs.version === "string" ? inputs.version : versionInName(name);
  const [, ownMajor = 0, ownMinor = 0] = (semanticVersion.exec(own) ?? []).map(Number);
  const [, major = 0, minor = 0] = (semanticVersion.exec(asked ?? "") ?? []).map(Number);
  if (major > ownMajor || (major === ownMajor && minor > ownMinor)) {
    throw new RequestError(
      status.FAILED_PRECONDITION,
      `the state or program of provider ${name} needs marketplane ${asked}, and this plugin is ${own}: ` +
        `pulumi plugin install resource marketplane ${asked}`,
    );
  }
}

function versionInName(name: string): string | undefined {
  const [, ...numbers] = /^default_(\d+)_(\d+)_(\d+)/.exec(name) ?? [];
  return numbers.length === 0 ? undefined : numbers.join(".");
}
