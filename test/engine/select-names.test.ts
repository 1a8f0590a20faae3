import { describe, expect, it } from "vitest";
import { selectNames } from "../../engine/select-names.ts";

describe("selectNames", () => {
  const known = ["yaml", "python", "go"] as const;

  it("returns all names if none is given, and otherwise the given ones in the known order", () => {
    expect(selectNames(known, [], "SDK")).toEqual(known);
    expect(selectNames(known, ["go", "yaml"], "SDK")).toEqual(["yaml", "go"]);
  });

  it("refuses an unknown name and lists the known ones", () => {
    expect(() => selectNames(known, ["go", "cobol"], "SDK")).toThrow(
      "There is no SDK for cobol.\nKnown: yaml, python, go.",
    );
  });
});
