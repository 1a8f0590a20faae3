import { describe, expect, test } from "vitest";
import { Adopt, AdoptionRefusedError, assertAdoptable } from "../../providers/adopt.ts";

const existing = { what: "the custom hostname a.customer.com", id: "zone/1", code: "1406" };

describe("assertAdoptable", () => {
  test.each([true, "zone/1"])("allows the create with adopt: %j", (adopt) => {
    expect(() => assertAdoptable(adopt, existing)).not.toThrow();
  });

  test.each([undefined, false])(
    "refuses the create with adopt: %j, and names the object, the code and both options",
    (adopt) => {
      expect(() => assertAdoptable(adopt, existing)).toThrow(
        new AdoptionRefusedError(
          "the custom hostname a.customer.com exists already (1406); to manage it with this resource, set adopt: true, or " +
            'adopt: "zone/1"',
        ),
      );
    },
  );

  test("refuses an object other than the one that adopt names", () => {
    expect(() => assertAdoptable("zone/2", existing)).toThrow('adopt names "zone/2", which is another one');
  });
});

describe("Adopt", () => {
  test.each(["", 1, {}])("refuses %j with an explanation", (value) => {
    expect(Adopt.safeParse(value).error?.issues[0]?.message).toBe("must be true, false or an existing id");
  });
});
