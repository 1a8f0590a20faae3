import { randomFillSync } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz";
/** 26 letters hold 122 random bits. */
const length = 26;
/** Bytes below this map evenly to the letters. Higher bytes are skipped. */
const bytesEnd = 256 - (256 % letters.length);

/** Random bytes for several hundred ids, because one large request costs as much as a small one. */
const stock = Buffer.alloc(4_096);
let taken = stock.length;

/** A new tenant id. It has only lower-case letters, which every vendor allows in names. */
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
