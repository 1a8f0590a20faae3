export type Credentials = "right" | "wrong-password" | "wrong-user" | "none";

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** Value of the Authorization header, undefined for none. */
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

/** Another secret that differs in its last character, so that a comparison of the beginning alone shows. */
export function spoil(secret: string): string {
  return `${secret.slice(0, -1)}${secret.endsWith("x") ? "y" : "x"}`;
}

/** What must stand in no report: the password, and the credentials as they travel. */
export function secretsOf({ user, password }: Account): readonly string[] {
  return [password, encode(user, password)];
}

function encode(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`, "utf8").toString("base64");
}
