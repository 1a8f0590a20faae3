/** Which sites may frame a page, by its Content-Security-Policy. */
export interface FrameRules {
  /** False if any site may. */
  readonly isRestricted: boolean;
  /** True if this origin may. */
  readonly isAllowed: boolean;
  readonly shown: string;
}

const anySource = /^(\*|https?:|https?:\/\/\*)$/;

/**
 * Several policies apply together: every directive must list the origin. Without a directive, any site may
 * frame the page.
 */
export function frameRules(policy: string | null, origin: string): FrameRules {
  const lists = (policy ?? "").split(/[;,]/).flatMap((directive) => {
    const [name = "", ...sources] = directive.trim().toLowerCase().split(/\s+/);
    return name === "frame-ancestors" ? [sources] : [];
  });
  return {
    isRestricted: lists.some((sources) => !sources.some((source) => anySource.test(source))),
    isAllowed: lists.every((sources) => sources.some((source) => matches(source, origin))),
    shown:
      lists.length === 0 ? "no frame-ancestors" : `frame-ancestors ${lists.map((list) => list.join(" ")).join(", ")}`,
  };
}

function matches(source: string, origin: string): boolean {
  const { protocol, host } = new URL(origin);
  const [, scheme, pattern = ""] = /^(?:(https?:)\/\/)?([^/]*)\/?$/.exec(source) ?? [];
  if (anySource.test(source)) {
    return true;
  }
  if (scheme !== undefined && scheme !== protocol) {
    return false;
  }
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : pattern === host;
}
