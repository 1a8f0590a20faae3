/** The response to a rejected request, in the format of RFC 9457. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const refusals = {
  "token-missing": {
    status: 401,
    detail: "This API is paid through apifew: send an apifew token in the header Apifew-Request-Token.",
  },
  "token-malformed": { status: 401, detail: "Apifew-Request-Token is not an apifew token." },
  "token-spent": {
    status: 401,
    detail: "This token was already used. A token is valid for one request: create a new one.",
  },
  "token-in-flight": {
    status: 409,
    detail: "A request with this token is in progress. A token is valid for one request.",
  },
  "caller-barred": { status: 429, detail: "apifew rejected tokens from this caller. Try again in ten minutes." },
  unavailable: { status: 503, detail: "Paid requests cannot be served at the moment. The token was not used." },
} as const;

export type RefusalCode = keyof typeof refusals;

const titles: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  409: "Conflict",
  429: "Too Many Requests",
  503: "Service Unavailable",
};
const retryAfterSeconds: Readonly<Record<number, string>> = { 429: "600", 503: "5" };

/** The problem for a code. */
export function refusalOf(code: RefusalCode): Refusal {
  const { status, detail } = refusals[code];
  const retryAfter = retryAfterSeconds[status];
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(status === 401 ? { "www-authenticate": "Apifew-Request-Token" } : {}),
      ...(retryAfter ? { "retry-after": retryAfter } : {}),
    },
    body: JSON.stringify({ type: "about:blank", title: titles[status], status, code, detail }),
  };
}
