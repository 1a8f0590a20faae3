import { expect, it } from "vitest";
import { figure } from "../../bench/figure.ts";

it("a figure is compared with its target before rounding", () => {
  expect(figure("calls", 25, "calls", { is: "at most", limit: 25 })).toEqual({
    name: "calls",
    value: 25,
    unit: "calls",
    target: "at most 25",
    met: true,
  });
  expect(figure("time", 1.0004, "s", { is: "at most", limit: 1 })).toMatchObject({ value: 1, met: false });
  expect(figure("speed", 19.9999, "times", { is: "at least", limit: 20 })).toMatchObject({ value: 20, met: false });
  expect(figure("time", 13.7, "s", { is: "below", limit: 13.7 })).toMatchObject({ met: false });
});

it("a figure without a target is neither met nor missed", () => {
  expect(figure("calls", 7, "calls")).toEqual({ name: "calls", value: 7, unit: "calls", target: null, met: null });
});

it("a target is not met by NaN", () => {
  expect(figure("time", Number.NaN, "s", { is: "at most", limit: 1 }).met).toBe(false);
});
