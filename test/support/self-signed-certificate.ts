import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** A certificate and its key, created for one test, so that no private key is in the repository. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Makes a self-signed certificate for a hostname (ECDSA P-256, valid from 2020 to 2049). */
export function createSelfSignedCertificate(hostname: string): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(objectId("2a8648ce3d040302"));
  const name = sequence(node(0x31, sequence(objectId("550403"), node(0x0c, Buffer.from(hostname)))));
  const validity = sequence(utcTime("200101000000Z"), utcTime("491231235959Z"));
  const altName = node(0x04, sequence(node(0x82, Buffer.from(hostname))));
  const extensions = node(0xa3, sequence(sequence(objectId("551d11"), altName)));
  const serial = node(
    0x02,
    Buffer.concat([Buffer.from([1]), createHash("sha256").update(hostname).digest().subarray(0, 8)]),
  );
  const version = node(0xa0, node(0x02, Buffer.from([2])));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const body = sequence(version, serial, algorithm, name, validity, name, spki, extensions);
  const signature = node(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const der = sequence(body, algorithm, signature)
    .toString("base64")
    .match(/.{1,64}/g)
    ?.join("\n");
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

/** One node of DER: tag, length, content. */
function node(tag: number, ...content: Buffer[]): Buffer {
  const value = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(value)]), value]);
}

function lengthOf({ length }: Buffer): number[] {
  if (length < 0x80) {
    return [length];
  }
  return length <= 0xff ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...content: Buffer[]): Buffer => node(0x30, ...content);
const objectId = (hex: string): Buffer => node(0x06, Buffer.from(hex, "hex"));
const utcTime = (text: string): Buffer => node(0x17, Buffer.from(text));
