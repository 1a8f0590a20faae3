/** The result of one check of the machine or its configuration. */
export interface Finding {
  readonly check: string;
  /** note: it works, but could be better. */
  readonly status: "ok" | "note" | "problem";
  readonly detail: string;
  /** How to fix it. */
  readonly fix?: string;
}

export function ok(check: string, detail: string): Finding {
  return { check, status: "ok", detail };
}

export function note(check: string, detail: string, fix: string): Finding {
  return { check, status: "note", detail, fix };
}

export function problem(check: string, detail: string, fix: string): Finding {
  return { check, status: "problem", detail, fix };
}
