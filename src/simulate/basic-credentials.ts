export type Credentials = "right" | "wrong-password" | "wrong-user" | "none";

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** Value of the Authorization header, undefined for none. A wrong password differs from the right one in its end only. */
export function authorizationOf({ user, password }: Account, credentials: Credentials): string | undefined {
  switch (credentials) {
    case "right":
      return `Basic ${encode(user, password)}`;
    case "wrong-password":
      return `Basic ${encode(user, `${password.slice(0, -1)}${password.endsWith("x") ? "y" : "x"}`)}`;
    case "wrong-user":
      return `Basic ${encode(`${user}-other`, password)}`;
    case "none":
      return undefined;
  }
}

/** What must stand in no report: the password, and the credentials as they travel. */
export function secretsOf({ user, password }: Account): readonly string[] {
  return [password, encode(user, password)];
}

function encode(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`, "utf8").toString("base64");
}
