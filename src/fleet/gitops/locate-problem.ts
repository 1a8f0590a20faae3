import { existsSync } from "node:fs";
import { join } from "node:path";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import type { Problem } from "../../../stacks/problems.ts";
import type { CommitProblem } from "./commit-result.ts";

/** Where the files are that a stack's problems are about, from the repository's folder. */
export interface DeclarationPlaces {
  readonly root: string;
  /** The files that may have a setting: the stack's, then the project's. */
  readonly files: readonly string[];
  readonly tenantsFolder: string;
}

const settingPrefix = "configuration ";

/** Gives a problem of the stack's readers its file in the repository and its line. */
export function locateProblem({ where, property, position, what }: Problem, places: DeclarationPlaces): CommitProblem {
  if (!where.startsWith(settingPrefix)) {
    const message = property === undefined ? what : `${property}: ${what}`;
    return { file: join(places.tenantsFolder, where), line: position?.line ?? null, message };
  }
  const setting = where.slice(settingPrefix.length);
  const name = setting.replace(/^marketplane:/, "");
  const message = `${property === undefined ? name : `${name}.${property}`}: ${what}`;
  return { ...placeOfSetting(setting, property?.split(".") ?? [], places), message };
}

/** What is set nowhere belongs into the stack's file, which is named without a line then. */
function placeOfSetting(
  setting: string,
  path: readonly string[],
  { root, files }: DeclarationPlaces,
): Pick<CommitProblem, "file" | "line"> {
  for (const file of files.filter((name) => existsSync(join(root, name)))) {
    const text = readYaml(join(root, file));
    const config: unknown = Reflect.get(Object(text.value), "config");
    const [, short = setting] = setting.split(":", 2);
    const key = [setting, short].find((candidate) => Object.hasOwn(Object(config), candidate));
    if (key !== undefined) {
      const value: unknown = Reflect.get(Object(config), key);
      const isWrapped = Object.hasOwn(Object(value), "value") && file === files.at(-1);
      return { file, line: text.positionOf(["config", key, ...(isWrapped ? ["value"] : []), ...path]).line };
    }
  }
  return { file: files[0] ?? null, line: null };
}
