export type Credentials = "right" | "wrong-password" | "wrong-user" | "none";

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** Value of the Authorization header; undefined for a call without one. */
export function authorizationOf({ user, password }: Account, credentials: Credentials): string | undefined {
  switch (credentials) {
    case "right":
      return `Basic ${encode(user, password)}`;
    case "wrong-password":
      return `Basic ${encode(user, spoil(password))}`;
    case "wrong-user":
      return `Basic ${encode(`${user}-other`, password)}`;
    case "none":
      return undefined;
  }
}

/** A secret that differs in its last character, which detects comparisons of only the beginning. */
export function spoil(secret: string): string {
  return `${secret.slice(0, -1)}${secret.endsWith("x") ? "y" : "x"}`;
}

/** Must not occur in a report: the password, and the encoded credentials. */
export function secretsOf({ user, password }: Account): readonly string[] {
  return [password, encode(user, password)];
}

function encode(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`, "utf8").toString("base64");
}
