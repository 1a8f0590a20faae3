import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedIndex } from "../../../../../src/tools/sandbox/cloudflare/ordered-index.ts";

test("after any additions and removals the index holds what a plain list would, in the same order", () => {
  const steps = fc.array(fc.oneof(fc.constant("add" as const), fc.nat(30)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (program) => {
      const index = new OrderedIndex<{ id: string; sequence: number }>();
      let model: { id: string; sequence: number }[] = [];
      for (const step of program) {
        if (step === "add") {
          const sequence = index.nextSequence();
          const entry = { id: `id-${sequence}`, sequence };
          index.add(entry);
          model.push(entry);
        } else {
          const entry = model[step % Math.max(1, model.length)];
          if (entry === undefined) {
            continue;
          }
          index.remove(entry);
          index.remove(entry);
          model = model.filter((other) => other !== entry);
        }
      }
      expect(index.all()).toEqual(model);
      expect(index.size).toBe(model.length);
      for (const entry of model) {
        expect(index.find(entry.id)).toBe(entry);
      }
    }),
  );
});
