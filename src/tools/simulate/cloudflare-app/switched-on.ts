/** Parameters of a request, by the page's names. */
export type Parameters = Readonly<Record<string, string>>;

const opposites: Readonly<Record<string, string>> = { user_create: "user_deactivate", sub_start: "sub_end" };
const keyNames = ["user_email", "user_zone", "sub_plan"];

/** A request that switches off what was switched on. */
export interface Open {
  readonly ending: Parameters;
  /** False where switching on was refused or not answered, so that there may be nothing. */
  isCertain: boolean;
}

/** Everything that was switched on and not off again. */
export class SwitchedOn {
  readonly #open = new Map<string, Open>();

  /** Notes a request before it is sent: an answer that never comes must not make it forgotten. */
  noteStart(parameters: Parameters): void {
    const ending = toEnding(parameters);
    if (ending === undefined) {
      return;
    }
    const key = keyOf(ending);
    this.#open.set(key, this.#open.get(key) ?? { ending, isCertain: false });
  }

  /** Notes a success; an end is believed only where the call was one of ours, with the right credentials. */
  noteDone(parameters: Parameters, { isOurs }: { readonly isOurs: boolean }): void {
    const ending = toEnding(parameters);
    const open = ending && this.#open.get(keyOf(ending));
    if (open) {
      open.isCertain = true;
    } else if (isOurs) {
      this.#open.delete(keyOf(parameters));
    }
  }

  /** Subscriptions end before their users go. */
  open(): Open[] {
    const open = [...this.#open.values()];
    const isSubscription = ({ ending }: Open) => ending.act === "sub_end";
    return [...open.filter(isSubscription), ...open.filter((entry) => !isSubscription(entry))];
  }
}

function toEnding(parameters: Parameters): Parameters | undefined {
  const opposite = opposites[parameters.act ?? ""];
  if (opposite === undefined || parameters.user_email === undefined) {
    return undefined;
  }
  return { ...pick(parameters, keyNames), act: opposite };
}

function keyOf(parameters: Parameters): string {
  return JSON.stringify(["act", ...keyNames].map((name) => parameters[name] ?? null));
}

function pick(parameters: Parameters, names: readonly string[]): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.includes(name)));
}
