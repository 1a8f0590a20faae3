/** What one look at the machine or its configuration came to. */
export interface Finding {
  readonly check: string;
  /** note: it works, but not as one would want it to. */
  readonly status: "ok" | "note" | "problem";
  readonly detail: string;
  /** What to do about it. */
  readonly mend?: string;
}

export function ok(check: string, detail: string): Finding {
  return { check, status: "ok", detail };
}

export function note(check: string, detail: string, mend: string): Finding {
  return { check, status: "note", detail, mend };
}

export function problem(check: string, detail: string, mend: string): Finding {
  return { check, status: "problem", detail, mend };
}
