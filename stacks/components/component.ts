import type { Decoded } from "@marketplane/providers/native/property-values.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Problem } from "../problems.ts";

/** A component as a program in any language declares it. */
export interface Declared {
  readonly name: string;
  readonly inputs: Decoded;
  /** The run of the engine: the components of one program have the same. */
  readonly run: string;
  readonly options: pulumi.ComponentResourceOptions;
}

/** A component that was declared to the engine, with the outputs that the program gets. */
export interface Made {
  readonly component: pulumi.ComponentResource;
  readonly outputs: pulumi.Inputs;
}

/** A component of the package `marketplane`. */
export interface Component {
  /** Such as "index:Tenant". */
  readonly token: string;
  readonly description: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  /** Throws `InputProblems` for inputs that break a rule. */
  construct(declared: Declared): Promise<Made>;
}

/** The inputs of a component break rules. */
export class InputProblems extends Error {
  readonly problems: readonly Pick<Problem, "property" | "what">[];

  constructor(problems: InputProblems["problems"]) {
    super(problems.map(({ property, what }) => `${property ?? "inputs"} ${what}`).join("; "));
    this.name = "InputProblems";
    this.problems = problems;
  }
}
