import { z } from "zod";
import type { Clock } from "./clock.ts";

/**
 * A record in a customer's own DNS, outside the vendor's zone. HTTP means a token served at the URL `name`.
 */
export const CustomerRecord = z.strictObject({
  name: z.string().min(1),
  type: z.enum(["CNAME", "A", "AAAA", "TXT", "HTTP"]).default("CNAME"),
  content: z.string().min(1),
});
export type CustomerRecord = z.infer<typeof CustomerRecord>;

interface DatedRecord extends CustomerRecord {
  readonly sinceMs: number;
}

/** Called around a change that may remove a record, so that statuses can be brought up to date first. */
export interface DnsWatcher {
  beforeChange(): void;
  afterChange(): void;
}

/** DNS of the customers, outside the vendor's zone, by name. */
export class CustomerDns {
  readonly #byName = new Map<string, DatedRecord[]>();
  readonly #watchers: DnsWatcher[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(watcher: DnsWatcher): void {
    this.#watchers.push(watcher);
  }

  /**
   * Adds a record. A CNAME replaces any other CNAME of its name. A record that already exists keeps its age.
   */
  set(record: CustomerRecord): void {
    const name = normaliseName(record);
    const present = this.#byName.get(name) ?? [];
    if (present.some((other) => other.type === record.type && other.content === record.content)) {
      return;
    }
    const replaced = record.type === "CNAME" ? present.filter((other) => other.type === "CNAME") : [];
    const write = () => {
      const kept = present.filter((other) => !replaced.includes(other));
      this.#byName.set(name, [...kept, { ...record, name, sinceMs: this.#clock.now() }]);
    };
    if (replaced.length === 0) {
      write();
    } else {
      this.#change(write);
    }
  }

  /** Removes the matching records and returns their number. */
  remove(filter: { name: string; type?: string | undefined; content?: string | undefined }): number {
    const name = normaliseName({ name: filter.name, type: filter.name.includes("://") ? "HTTP" : "CNAME" });
    const present = this.#byName.get(name) ?? [];
    const kept = present.filter(
      (record) =>
        (filter.type !== undefined && record.type !== filter.type) ||
        (filter.content !== undefined && record.content !== filter.content),
    );
    if (kept.length !== present.length) {
      this.#change(() => this.#byName.set(name, kept));
    }
    return present.length - kept.length;
  }

  find(name: string, type: CustomerRecord["type"]): readonly DatedRecord[] {
    const records = this.#byName.get(type === "HTTP" ? name : name.toLowerCase()) ?? [];
    return records.filter((record) => record.type === type);
  }

  list(): CustomerRecord[] {
    return [...this.#byName.values()].flat().map(({ name, type, content }) => ({ name, type, content }));
  }

  #change(write: () => void): void {
    for (const watcher of this.#watchers) {
      watcher.beforeChange();
    }
    write();
    for (const watcher of this.#watchers) {
      watcher.afterChange();
    }
  }
}

function normaliseName({ name, type }: { name: string; type: string }): string {
  return type === "HTTP" ? name : name.toLowerCase().replace(/\.$/, "");
}
