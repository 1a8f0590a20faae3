import type { Engine } from "../engine/find-engine.ts";
import type { Figure } from "./figure.ts";

/** What a case works with. */
export interface BenchContext {
  readonly engine: Engine;
  /** The checkout. */
  readonly root: string;
  /** A folder of this run's own inside the checkout, so that its programs find the packages; removed at the end. */
  readonly folder: string;
  readonly rounds: number;
  /** Smaller numbers of everything: shows that the bench works, and proves no target. */
  readonly isQuick: boolean;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** Registers what is done when the run is over, the last first, whether it went well or not. */
  readonly onEnd: (task: () => void) => void;
}

/** One part of the bench, under the letter that issue 4 gives it. */
export interface BenchCase {
  readonly letter: string;
  readonly title: string;
  run(context: BenchContext): Promise<Figure[]>;
}
