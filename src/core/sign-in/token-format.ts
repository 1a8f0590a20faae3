import { hash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const idLength = 16;
const secretBytes = 32;

/** A token's two parts: an id to find it by, and a secret of 256 random bits. */
interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** A new token, such as mp_kqzvbnwtrpshxdjm_…; secret scanners recognize the prefix. */
export function newToken(): TokenParts & { readonly token: string } {
  const id = Array.from({ length: idLength }, () => String.fromCharCode(97 + randomInt(26))).join("");
  const secret = randomBytes(secretBytes).toString("base64url");
  return { id, secret, token: `mp_${id}_${secret}` };
}

/** The parts of a text in a token's format; undefined for any other text. */
export function parseToken(text: string): TokenParts | undefined {
  const match = /^mp_([a-z]{16})_([\w-]{43})$/.exec(text);
  return match?.[1] && match[2] ? { id: match[1], secret: match[2] } : undefined;
}

/** The stored hash. 256 random bits need neither a salt nor a slow hash. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** Whether it is the hash of this secret. The comparison takes constant time. */
export function isSecretOf(secret: string, hashed: string): boolean {
  const [given, kept] = [Buffer.from(hashSecret(secret)), Buffer.from(hashed)];
  return given.length === kept.length && timingSafeEqual(given, kept);
}
