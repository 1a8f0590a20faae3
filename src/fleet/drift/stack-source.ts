import type { StackState } from "./stack-state.ts";

/** A stack to compare, in any backend. */
export interface StackSource {
  readonly name: string;
  /** The current state, or why the stack cannot be compared now: an update is running. */
  read(): Promise<StackState | StackHeld>;
}

/** A stack with a running update: its differences are not drift. */
export interface StackHeld {
  readonly heldBy: string;
}

export function isHeld(state: StackState | StackHeld): state is StackHeld {
  return "heldBy" in state;
}
