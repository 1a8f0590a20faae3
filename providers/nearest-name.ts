/** The known name that a misspelt one most likely means; undefined if none is close. */
export function nearestName(unknown: string, known: readonly string[]): string | undefined {
  const typed = unknown.toLowerCase();
  const distanceMax = Math.max(1, Math.floor(unknown.length / 3));
  const [nearest] = known
    .map((name) => ({ name, distance: distanceBetween(typed, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= distanceMax && distance < unknown.length)
    .toSorted((one, other) => one.distance - other.distance);
  return nearest?.name;
}

/** The end of an error about an unknown name: `; did you mean zoneId? (known: zoneId, plans)`. */
export function knownNamesText(unknown: string, known: readonly string[]): string {
  const nearest = nearestName(unknown, known);
  const question = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return known.length === 0 ? question : `${question} (known: ${known.join(", ")})`;
}

/** The number of letters to insert, delete, replace or swap with the next one. */
function distanceBetween(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swap = isSwapped && row > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      const replace = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      current.push(Math.min(replace, swap, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
