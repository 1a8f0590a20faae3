import { z } from "zod";
import { type PulumiCli, runPulumi } from "../../../engine/run-pulumi.ts";
import { countText } from "./count-text.ts";
import { cutJsonArray } from "./cut-json-array.ts";
import { findLock, folderOf, type StackPlace } from "./stack-lock.ts";
import type { StackHeld, StackSource } from "./stack-source.ts";
import { parseStackState, type ReadResource, readStateResource, type StackState } from "./stack-state.ts";

/** A stack in any backend that the engine supports, read with `pulumi stack export`. */
export function pulumiStack(name: string, cli: PulumiCli, backendUrl: Promise<string>): StackSource {
  return {
    name,
    async read(): Promise<StackState | StackHeld> {
      // The comparison needs the secrets. They arrive through a pipe and stay in memory.
      const state = await exportStack(name, cli);
      const url = await backendUrl;
      const lock = findLock(url, placeOf(state));
      if (lock !== undefined) {
        return { heldBy: `locked by an update (${lock}); if none is running, remove the lock with pulumi cancel` };
      }
      // If the lock cannot be read, recent pending operations mean that an update may be running.
      const mayRun = folderOf(url) === undefined && state.pendingCount > 0 && isFresh(state, Date.now());
      return mayRun ? { heldBy: pendingText(state.pendingCount) } : state;
    },
  };
}

async function exportStack(name: string, cli: PulumiCli): Promise<StackState> {
  const resources: ReadResource[] = [];
  let rest: unknown;
  await callPulumi(cli, ["stack", "export", "--show-secrets", "--stack", name], async (pieces) => {
    rest = await cutJsonArray(pieces, "resources", (one) => resources.push(...readStateResource(name, one)));
  });
  return parseStackState(name, rest, resources);
}

/**
 * The longest time that one resource operation can take: custom hostnames and fallback origins wait up to an
 * hour.
 */
const operationMsMax = 60 * 60 * 1_000;

function isFresh({ savedAt }: StackState, now: number): boolean {
  return savedAt === undefined || now - Date.parse(savedAt) <= operationMsMax;
}

/**
 * Takes the place from urn:pulumi:<stack>::<project>::…, else from the stack's name:
 * <organization>/<project>/<stack> or its last part.
 */
function placeOf({ name, resources }: StackState): StackPlace {
  const [, , ofUrn, project] = (resources[0]?.urn ?? "").split(/::?/);
  const parts = name.split("/");
  return { project: project ?? parts.at(-2), stack: ofUrn ?? parts.at(-1) ?? name };
}

function pendingText(count: number): string {
  return (
    `an update may be running: ${countText(count, "operation")} pending, and the state was saved less than an hour ago; ` +
    "if none is running, clear them with pulumi up and pulumi refresh --clear-pending-creates"
  );
}

/** The name of the project's selected stack. */
export async function selectedStack(cli: PulumiCli): Promise<string> {
  return (await callPulumi(cli, ["stack", "--show-name"])).trim();
}

/** The names of all stacks of the project. */
export async function stacksOfProject(cli: PulumiCli): Promise<string[]> {
  const listed = z.array(z.object({ name: z.string() }));
  return listed.parse(JSON.parse(await callPulumi(cli, ["stack", "ls", "--json"]))).map(({ name }) => name);
}

/** The URL of the project's backend, such as file:///home/jane or s3://states. */
export async function backendUrlOf(cli: PulumiCli): Promise<string> {
  const who = z.object({ url: z.string() });
  return who.parse(JSON.parse(await callPulumi(cli, ["whoami", "--json"]))).url;
}

async function callPulumi(
  cli: PulumiCli,
  args: readonly string[],
  readOutput?: (pieces: AsyncIterable<string>) => Promise<void>,
): Promise<string> {
  const { exitCode, stdout, stderr } = await runPulumi(args, cli, readOutput && { readOutput });
  cli.signal?.throwIfAborted();
  if (exitCode !== 0) {
    // Standard output may contain secrets; standard error does not.
    throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed: ${stderr || "it printed no error"}`);
  }
  return stdout;
}
