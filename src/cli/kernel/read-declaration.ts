import { buffer } from "node:stream/consumers";
import { parseYamlBytes, readYaml } from "../../../stacks/files/read-yaml.ts";
import { placeText } from "../../../stacks/files/text-problem.ts";
import type { CommandEnvironment } from "./command-environment.ts";

/** The content of a YAML or JSON file; "-" is standard input. */
export async function readDeclaration({ stdin }: CommandEnvironment, file: string): Promise<unknown> {
  const { value, problems } = file === "-" ? parseYamlBytes(await buffer(stdin)) : readYaml(file);
  if (problems.length > 0) {
    const name = file === "-" ? "standard input" : file;
    throw new Error(problems.map(({ position, what }) => `${placeText(name, position)}: ${what}`).join("\n"));
  }
  return value;
}
