import { hash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const idLength = 16;
const secretBytes = 32;

/** A token's two parts: an id to find it by, and 256 random bits that only its owner has. */
interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** A new token, such as mp_kqzvbnwtrpshxdjm_…; the prefix is there for those who search repositories for secrets. */
export function newToken(): TokenParts & { readonly token: string } {
  const id = Array.from({ length: idLength }, () => String.fromCharCode(97 + randomInt(26))).join("");
  const secret = randomBytes(secretBytes).toString("base64url");
  return { id, secret, token: `mp_${id}_${secret}` };
}

/** The parts of what may be a token; undefined for every other text. */
export function parseToken(text: string): TokenParts | undefined {
  const match = /^mp_([a-z]{16})_([\w-]{43})$/.exec(text);
  return match?.[1] && match[2] ? { id: match[1], secret: match[2] } : undefined;
}

/** What is stored of a token; 256 random bits need no salt and no slow hash. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** True if the hash is that of this secret. The comparison takes constant time. */
export function isSecretOf(secret: string, hashed: string): boolean {
  const [given, kept] = [Buffer.from(hashSecret(secret)), Buffer.from(hashed)];
  return given.length === kept.length && timingSafeEqual(given, kept);
}
