/**
 * Folders of the repository whose Markdown is no part of the site; the site's home is docs/README.md, not the
 * README.
 */
export const excluded = ["README.md", "test/**", "bench/**", "engine/**", "deploy/**", "examples/**"];

/** The file of the site that a Markdown file of the repository becomes, both from their roots. */
export function toSiteFile(file: string): string {
  return file.replace(/^docs\//, "").replace(/(^|\/)README\.md$/, "$1index.md");
}
