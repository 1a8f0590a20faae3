import type { Engine } from "../engine/find-engine.ts";
import type { Figure } from "./figure.ts";

/** What a case is run with. */
export interface BenchContext {
  readonly engine: Engine;
  /** The checkout. */
  readonly root: string;
  /** Temporary folder of this run, inside the checkout so that its programs find the packages. */
  readonly folder: string;
  readonly rounds: number;
  /** Small sizes: shows that the bench works, proves no target. */
  readonly isQuick: boolean;
  /** Sizes of the cases that offer a choice; their own by default. */
  readonly sizes: readonly number[] | undefined;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** Registers a task for the end of the run, successful or not. Tasks run in reverse order. */
  readonly onEnd: (task: () => void) => void;
}

/** One part of the bench. The name of each of its figures begins with its letter and a colon. */
export interface BenchCase {
  readonly letter: string;
  readonly title: string;
  run(context: BenchContext): Promise<Figure[]>;
}
