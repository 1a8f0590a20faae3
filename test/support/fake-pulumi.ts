import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeProgram } from "./fake-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface FakePulumi {
  readonly pulumi: string;
  /** All calls so far, without the arguments that all of them have. */
  calls(): string[];
}

/**
 * A `pulumi` whose answer to each command is shell code, by the first argument and the stack ("up
 * production"), or by the first argument alone. COUNT is the number of earlier calls of the same kind.
 */
export async function fakePulumi(answers: Readonly<Record<string, string>>): Promise<FakePulumi> {
  const folder = await temporaryFolder();
  const log = join(folder, "calls");
  const cases = Object.entries(answers).map(([key, body]) => `  "${key}") ${body} ;;`);
  await writeProgram(
    folder,
    "pulumi",
    `for last; do case "$before" in --stack|init) stack="$last" ;; esac; before="$last"; done
what="$1 $stack"
: >> "${log}"
COUNT=$(grep -cx "$what" "${log}")
echo "$what" >> "${log}"
case "$what" in
${cases.join("\n")}
esac`,
  );
  return {
    pulumi: join(folder, "pulumi"),
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
  };
}

/** Shell code that prints JSON on one line. */
export function printing(value: unknown): string {
  return `printf '%s\\n' '${JSON.stringify(value)}'`;
}
