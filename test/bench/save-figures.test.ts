import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { figure } from "../../bench/figure.ts";
import { saveFigures } from "../../bench/save-figures.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

it("the figures of a measured case replace its previous ones, and other cases keep theirs", async () => {
  const file = join(await temporaryFolder(), "results.json");
  const [calls, time] = [figure("a: calls", 1, "calls"), figure("h: time", 4, "s")];
  saveFigures(file, [calls, figure("g: p99 at half load", 2, "ms"), time]);
  const measured = [figure("g: p99", 3, "ms"), figure("g: orders", 5, "1/s")];
  saveFigures(file, measured);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([calls, ...measured, time]);
});
