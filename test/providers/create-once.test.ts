import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOnce } from "../../providers/create-once.ts";
import { type Outcome, VendorError, type VendorErrorKind } from "../../providers/http/vendor-error.ts";
import { FakeClock } from "../support/fake-clock.ts";

function failure(kind: VendorErrorKind, outcome: Outcome): VendorError {
  return new VendorError({ vendor: "Vendor", kind, outcome, call: "POST /x", detail: "no" });
}

/**
 * What happens to one create call: it succeeds, its answer is lost before or after the vendor's commit, or it
 * is refused.
 */
type Event = "answered" | "lost before" | "lost after" | "refused";

/** A vendor with unique names, like all of ours. */
function startVendor(events: readonly Event[]) {
  const schedule = [...events];
  const made: number[] = [];
  const commit = (): number => {
    if (made.length > 0) {
      throw failure("conflict", "not-taken");
    }
    made.push(made.length + 1);
    return made.length;
  };
  return {
    made,
    create: async () => {
      const event = schedule.shift() ?? "answered";
      if (event === "refused") {
        throw failure("invalid", "not-taken");
      }
      const id = event === "lost before" ? undefined : commit();
      if (id === undefined || event === "lost after") {
        throw failure("unavailable", "unknown");
      }
      return id;
    },
    find: async () => made[0],
  };
}

describe("createOnce", () => {
  test("creates and returns exactly one object, whichever answer is lost", async () => {
    const events = fc.array(fc.constantFrom<Event>("answered", "lost before", "lost after", "refused"), {
      maxLength: 6,
    });

    await fc.assert(
      fc.asyncProperty(events, async (schedule) => {
        const vendor = startVendor(schedule);

        const result = await createOnce({ ...vendor, clock: new FakeClock() }).catch((error: unknown) => error);

        expect(vendor.made.length).toBeLessThanOrEqual(1);
        expect(result instanceof VendorError || result === 1).toBe(true);
        // A created object is never reported as a failure.
        expect(vendor.made.length === 1).toBe(result === 1);
      }),
    );
  });

  test("searches at once and again after the pause before it retries", async () => {
    const order: string[] = [];
    const vendor = startVendor(["lost before", "answered"]);

    await createOnce({
      create: () => {
        order.push("create");
        return vendor.create();
      },
      find: () => {
        order.push("find");
        return vendor.find();
      },
      clock: new FakeClock(),
    });

    expect(order).toEqual(["create", "find", "find", "create"]);
  });

  test("passes a conflict on if no lost answer explains it", async () => {
    const create = () => Promise.reject(failure("conflict", "not-taken"));
    const find = () => Promise.reject(new Error("must not look"));

    await expect(createOnce({ create, find, clock: new FakeClock() })).rejects.toMatchObject({ kind: "conflict" });
  });

  test("finds, after a conflict, the object that a lost create made late", async () => {
    const outcomes = [failure("unavailable", "unknown"), failure("conflict", "not-taken")];
    const found = [undefined, "the object"];

    const result = createOnce({
      create: () => Promise.reject(outcomes.shift()),
      find: async () => found.shift(),
      clock: new FakeClock(),
    });

    await expect(result).resolves.toBe("the object");
  });

  test("gives up after four attempts", async () => {
    let count = 0;
    const create = () => {
      count += 1;
      return Promise.reject(failure("unavailable", "unknown"));
    };

    await expect(createOnce({ create, find: async () => undefined, clock: new FakeClock() })).rejects.toThrow("Vendor");
    expect(count).toBe(4);
  });
});
