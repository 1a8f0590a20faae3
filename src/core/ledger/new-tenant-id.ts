import { randomFillSync } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz";
/** 26 letters are 122 random bits. */
const length = 26;
/** The bytes below it are evenly many for each letter; those above it are passed over. */
const bytesEnd = 256 - (256 % letters.length);

/** Random bytes for some hundred ids: to ask for them costs as much for one as for many. */
const stock = Buffer.alloc(4_096);
let taken = stock.length;

/** A new id of a tenant: lower-case letters only, which every vendor's names allow. */
export function newTenantId(): string {
  let id = "";
  while (id.length < length) {
    const byte = takeByte();
    if (byte < bytesEnd) {
      id += letters.charAt(byte % letters.length);
    }
  }
  return id;
}

function takeByte(): number {
  if (taken === stock.length) {
    randomFillSync(stock);
    taken = 0;
  }
  taken += 1;
  return stock.readUInt8(taken - 1);
}
