/** The form that the console makes a customer's browser post ("SSO"). Missing fields are empty. */
export interface SsoForm {
  /** Our id of the add-on. */
  readonly id: string;
  /** Kept exactly as sent, because it is part of the hash. */
  readonly timestamp: string;
  readonly userId: string;
  readonly email: string;
  readonly navData: string;
  /** SHA-512 over everything; present since February 2025. */
  readonly signature: string;
  /** SHA-1 over id and timestamp. */
  readonly token: string;
}

/** Reads a decoded form or query. Undefined if a field occurs twice, which would be ambiguous. */
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
