/** The ends of license keys: keys are secret, and their last characters are what a person compares them by. */
const endLengthMin = 4;

/** The ends by which a person tells keys apart: four characters, or more where those are not enough. */
export function endsOf(keys: readonly string[]): string[] {
  for (let length = endLengthMin; length < 12; length += 1) {
    const ends = keys.map((key) => key.slice(-length));
    if (new Set(ends).size === keys.length) {
      return ends;
    }
  }
  return keys.map((key) => key.slice(-endLengthMin));
}

/** The ends in `adopt: "<id>#1a2b,3c4d"`, which names the keys that a resource may take. */
export function endsNamedIn(adopt: unknown, id: string): readonly string[] | undefined {
  const match = typeof adopt === "string" ? /^(.*)#([0-9a-z]{4,11}(?:,[0-9a-z]{4,11})*)$/i.exec(adopt) : null;
  return match?.[1]?.toLowerCase() === id.toLowerCase() ? match[2]?.toLowerCase().split(",") : undefined;
}

/** The keys with the named ends; an error where one names none of them, or more than one. */
export function keysWithEnds(ends: readonly string[], keys: readonly string[]): readonly string[] {
  return ends.map((end) => {
    const [key, another] = keys.filter((one) => one.toLowerCase().endsWith(end));
    if (key === undefined || another !== undefined) {
      const which = key === undefined ? "none" : "more than one";
      throw new Error(`adopt names a key that ends in ${end}, and ${which} of ${endsOf(keys).join(", ")} does`);
    }
    return key;
  });
}
