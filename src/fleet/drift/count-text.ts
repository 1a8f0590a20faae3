/** A number and its noun: 1 error, 2 errors. */
export function countText(count: number, one: string, several: string = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}
