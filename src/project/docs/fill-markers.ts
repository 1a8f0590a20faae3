/** Replaces the generated parts between their markers. Text outside the markers is kept. */
export function fillMarkers(page: string, text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((filled, [name, content]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [filled.indexOf(start), filled.indexOf(end)];
    if (from < 0 || to < from) {
      throw new Error(`${page} has no place for ${name}: a line "${start}" and below it a line "${end}"`);
    }
    return `${filled.slice(0, from)}${start}\n\n${content}\n\n${filled.slice(to)}`;
  }, text);
}
