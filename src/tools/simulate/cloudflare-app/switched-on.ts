/** Parameters of a request, by their documented names. */
export type Parameters = Readonly<Record<string, string>>;

const opposites: Readonly<Record<string, string>> = { user_create: "user_deactivate", sub_start: "sub_end" };
const keyNames = ["user_email", "user_zone", "sub_plan"];

/** The request that switches off what was switched on. */
export interface Open {
  readonly ending: Parameters;
  /** False if switching on was refused or not answered, so that there may be nothing to switch off. */
  isCertain: boolean;
}

/** Everything that was switched on and not off again. */
export class SwitchedOn {
  readonly #open = new Map<string, Open>();

  /** Records a request before it is sent, so that it is remembered even without an answer. */
  noteStart(parameters: Parameters): void {
    const ending = toEnding(parameters);
    if (ending === undefined) {
      return;
    }
    const key = keyOf(ending);
    this.#open.set(key, this.#open.get(key) ?? { ending, isCertain: false });
  }

  /** Records a success. An end counts only if the call had the right credentials. */
  noteDone(parameters: Parameters, { isOurs }: { readonly isOurs: boolean }): void {
    const ending = toEnding(parameters);
    const open = ending && this.#open.get(keyOf(ending));
    if (open) {
      open.isCertain = true;
    } else if (isOurs) {
      this.#open.delete(keyOf(parameters));
    }
  }

  /** Subscriptions end before their users are deactivated. */
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
