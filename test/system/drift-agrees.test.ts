import fc from "fast-check";
import { expect, it } from "vitest";
import type { DriftReport } from "../../src/core/model/drift-report.ts";
import { describeWithEngine } from "../support/engine.ts";
import { scheduleRuns, scheduleSeed } from "../support/schedule-settings.ts";
import { type Refreshed, startDriftDeployment } from "./drift-deployment.ts";
import { handChanges } from "./drift-hand-changes.ts";

/** Each takes the engine ten seconds on a busy machine. */
const numRuns = scheduleRuns(5, 50);
const timeoutMs = 600_000 + numRuns * 60_000;

/** Random manual changes, a few at a time. */
const schedule = fc.array(fc.constantFrom(...Object.keys(handChanges)), { minLength: 1, maxLength: 3 });

/** The findings that a refresh reports too, in its terms. */
function asRefresh({ findings }: DriftReport): ReadonlyMap<string, Refreshed> {
  const remediated = findings.filter(({ isRemediatedByUp }) => isRemediatedByUp);
  return new Map(
    [...Map.groupBy(remediated, ({ name }) => name)].map(([name, group]) => {
      const op = group.some(({ kind }) => kind === "missing") ? "delete" : "update";
      const properties = group.flatMap(({ property, type }) =>
        // The engine reports that the object needs repair, and not which property.
        property && type !== "apifew:Pricing" ? [property.path.split(/[.[]/)[0] ?? ""] : [],
      );
      return [name, { op, properties: [...new Set(properties)].toSorted() }];
    }),
  );
}

describeWithEngine("marketplane drift, compared with pulumi refresh", () => {
  it(
    "finds the same changed and missing resources, in the same properties, after any manual changes",
    async () => {
      const deployment = await startDriftDeployment();
      await deployment.up();
      await deployment.control("POST", "/clock", { advanceSeconds: 60 });
      const done: string[] = [];
      for (const names of [[], ...fc.sample(schedule, { numRuns })]) {
        for (const name of names) {
          // A change that an earlier one has made impossible is skipped.
          const outcome = await handChanges[name]?.(deployment).then(
            () => name,
            () => `(${name})`,
          );
          done.push(outcome ?? "");
        }

        const report = await deployment.report();
        const refreshed = await deployment.refreshPreview();

        const about = `SCHEDULE_SEED=${scheduleSeed}, so far: ${done.join(", ")}`;
        expect(report.errors, about).toEqual([]);
        expect(Object.fromEntries(asRefresh(report)), about).toEqual(Object.fromEntries(refreshed));
      }
      deployment.stack.remove();
    },
    timeoutMs,
  );
});
