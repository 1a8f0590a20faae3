import type { MarkdownRenderer } from "vitepress";

/**
 * Has a page's plain Markdown look as it should on the site: `<name>` in the text stands for itself, where
 * Vue would look for a component; comments stay unseen; and an indented block is a block of code like any
 * other.
 */
export function plainMarkup(markdown: MarkdownRenderer): void {
  const { rules } = markdown.renderer;
  const { escapeHtml } = markdown.utils;
  for (const kind of ["html_inline", "html_block"]) {
    rules[kind] = (tokens, index) => {
      const content = tokens[index]?.content ?? "";
      if (content.trimStart().startsWith("<!--")) {
        return "";
      }
      // VitePress's own content, such as the anchor next to a heading, has no tag.
      return content.includes("<") ? escapeHtml(content) : content;
    };
  }
  rules.code_block = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token) {
      token.info = "text";
    }
    return rules.fence?.(tokens, index, ...rest) ?? "";
  };
}
