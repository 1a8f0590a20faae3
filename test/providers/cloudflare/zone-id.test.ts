import { describe, expect, it } from "vitest";
import { ZoneId } from "../../../providers/cloudflare/zone-id.ts";

describe("ZoneId", () => {
  it.each(["5a4db0c0ffee00000000000000000001", "a"])("accepts %s", (id) => {
    expect(ZoneId.parse(id)).toBe(id);
  });

  it.each(["", "saasprovider.com", "a/b", "..", "a".repeat(33), 7])(
    "refuses %s and explains where to find the id",
    (id) => {
      expect(ZoneId.safeParse(id).success).toBe(false);
    },
  );
});
