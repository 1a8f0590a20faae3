/** The form that a customer's browser brings from the console ("SSO"); what it leaves out is empty. */
export interface SsoForm {
  /** Our id of the add-on. */
  readonly id: string;
  /** As it was sent, for it is hashed. */
  readonly timestamp: string;
  readonly userId: string;
  readonly email: string;
  readonly navData: string;
  /** SHA-512 over everything; present since February 2025. */
  readonly signature: string;
  /** SHA-1 over id and timestamp. */
  readonly token: string;
}

/** Reads a form or a query, decoded; undefined where a field stands twice, which could be read in two ways. */
export function toSsoForm(fields: URLSearchParams | FormData): SsoForm | undefined {
  const names = ["id", "timestamp", "user_id", "email", "nav-data", "signature", "token"];
  if (names.some((name) => fields.getAll(name).length > 1)) {
    return undefined;
  }
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    id: text("id"),
    timestamp: text("timestamp"),
    userId: text("user_id"),
    email: text("email"),
    navData: text("nav-data"),
    signature: text("signature").toLowerCase(),
    token: text("token").toLowerCase(),
  };
}
