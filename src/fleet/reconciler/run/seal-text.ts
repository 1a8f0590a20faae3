import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const version = "v1";
const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts a text with AES-256-GCM. Opening it requires the same context, such as a tenant's id. */
export function sealText(text: string, secret: string, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${version}:${body.toString("base64url")}`;
}

/** Decrypts a sealed text. Throws if the secret or the context differs. */
export function openText(sealed: string, secret: string, context: string): string {
  const body = Buffer.from(sealed.slice(version.length + 1), "base64url");
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), body.subarray(0, nonceBytes))
    .setAAD(Buffer.from(context))
    .setAuthTag(body.subarray(-tagBytes));
  return decipher.update(body.subarray(nonceBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "marketplane: outputs of tenants", 32));
}
