/** A preview without changes, compared with an empty program and with as many resources that do nothing. */
import type { BenchCase } from "../bench-case.ts";
import { BenchStack } from "../bench-stack.ts";
import { figure } from "../figure.ts";
import { declareHostnames, fastUp } from "../fleet.ts";
import { sideBySide } from "../rounds.ts";
import { Vendor } from "../vendor.ts";

const factorMax = 1.25;

export const preview: BenchCase = {
  letter: "c",
  title: "preview without a change, against the floor",
  run: async (context) => {
    const many = context.isQuick ? 50 : 500;
    const vendor = await Vendor.start(context, { latency: 0 });
    const hostnames = async (count: number) => {
      const stack = await declareHostnames(context, vendor, { name: `preview-${count}`, count });
      await stack.up(fastUp);
      return () => stack.preview();
    };
    const nothing = async (count: number) => {
      const stack = await BenchStack.make(context, { program: "nothing", name: `preview-${count}`, config: { count } });
      await stack.up(fastUp);
      return () => stack.preview();
    };
    const empty = await BenchStack.make(context, { program: "empty", name: "preview" });
    await empty.up();
    const variants = {
      empty: () => empty.preview(),
      "one that does nothing": await nothing(1),
      "one hostname": await hostnames(1),
      "many that do nothing": await nothing(many),
      "many hostnames": await hostnames(many),
    };
    const seconds = await sideBySide(context.rounds, variants, (variant, round, value) =>
      context.say(`preview, ${variant}, round ${round}: ${value.toFixed(2)} s`),
    );
    const name = (what: string) => `c: preview of ${what}`;
    const within = (floor: number) => ({ is: "at most" as const, limit: factorMax * floor });
    return [
      figure(name("an empty program"), seconds("empty"), "s"),
      figure(name("1 resource that does nothing"), seconds("one that does nothing"), "s"),
      figure(
        name("1 custom hostname, against the empty program"),
        seconds("one hostname"),
        "s",
        within(seconds("empty")),
      ),
      figure(name(`${many} resources that do nothing`), seconds("many that do nothing"), "s"),
      figure(
        name(`${many} custom hostnames, against as many that do nothing`),
        seconds("many hostnames"),
        "s",
        within(seconds("many that do nothing")),
      ),
    ];
  },
};
