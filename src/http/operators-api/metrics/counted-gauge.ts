import { Gauge, type Registry } from "@prometheus-io/client";
import type { Logger } from "pino";
import { withTimeout } from "../../../core/background/with-timeout.ts";

/** Shorter than a scrape's timeout, so that a hanging database affects only the counted series. */
const countTimeoutMs = 2_000;

interface CountedGauge {
  readonly registry: Registry;
  readonly log: Logger;
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** The present values. A later value replaces an earlier one with the same labels. */
  count(): Promise<readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]>;
}

/** Registers a series that is counted at each scrape. If counting fails, only this series is omitted. */
export function addCountedGauge({ registry, log, name, help, labelNames = [], count }: CountedGauge): void {
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      const values = await withTimeout(count(), countTimeoutMs, () => new Error("not counted in time")).catch(
        (error: unknown) => {
          log.warn({ err: error, metric: name }, "a metric could not be read");
          return [];
        },
      );
      // reset() sets a gauge without labels to 0.
      if (labelNames.length === 0) {
        this.remove();
      } else {
        this.reset();
      }
      for (const { labels = {}, value } of values) {
        this.set(labels, value);
      }
    },
  });
}
