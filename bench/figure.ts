/** The limit that a figure must keep. */
export interface Target {
  readonly is: "at most" | "at least" | "below";
  readonly limit: number;
}

/** One line of bench/results.json. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Such as "at most 25"; null for a figure that only serves as a comparison. */
  readonly target: string | null;
  readonly met: boolean | null;
}

const decimals = 3;

/** A rounded figure, compared with its target if it has one. */
export function figure(name: string, value: number, unit: string, target?: Target): Figure {
  const rounded = round(value);
  if (target === undefined) {
    return { name, value: rounded, unit, target: null, met: null };
  }
  // Compared before rounding, so that rounding cannot turn a missed target into a met one.
  return { name, value: rounded, unit, target: `${target.is} ${round(target.limit)}`, met: isMet(value, target) };
}

function isMet(value: number, { is, limit }: Target): boolean {
  switch (is) {
    case "at most":
      return value <= limit;
    case "at least":
      return value >= limit;
    case "below":
      return value < limit;
  }
}

function round(value: number): number {
  return Number(value.toFixed(decimals));
}
