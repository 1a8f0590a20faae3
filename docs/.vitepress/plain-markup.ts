import type { MarkdownRenderer } from "vitepress";

/** Has `<name>` in a page's text stand for itself, where Vue would look for a component; comments stay unseen. */
export function plainMarkup(markdown: MarkdownRenderer): void {
  const { escapeHtml } = markdown.utils;
  for (const kind of ["html_inline", "html_block"]) {
    markdown.renderer.rules[kind] = (tokens, index) => {
      const content = tokens[index]?.content ?? "";
      if (content.trimStart().startsWith("<!--")) return "";
      // Without a tag it is VitePress's own: the sign beside a heading.
      return content.includes("<") ? escapeHtml(content) : content;
    };
  }
}
