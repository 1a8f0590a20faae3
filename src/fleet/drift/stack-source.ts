import type { StackState } from "./stack-state.ts";

/** A stack to look at, wherever its state is kept. */
export interface StackSource {
  readonly name: string;
  /** The state as it is now, or why now is not the time: an update holds the stack. */
  read(): Promise<StackState | StackHeld>;
}

/** A stack that an update is at work on: what differs there is not drift. */
export interface StackHeld {
  readonly heldBy: string;
}

export function isHeld(state: StackState | StackHeld): state is StackHeld {
  return "heldBy" in state;
}
