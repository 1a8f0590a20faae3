/**
 * Why a number differs from the written one: JavaScript and JSON keep about 17 digits, and a leading zero
 * means octal in YAML 1.1 and nothing in YAML 1.2. Undefined if the number is exact. The number is not shown,
 * since it may be a secret.
 */
export function inexactNumber(source: string, value: number): string | undefined {
  if (/^[-+]?0\d/.test(source)) {
    return "is a number that would lose its leading zero; write it in quotes";
  }
  if (!Number.isFinite(value)) {
    return "is a number that JSON cannot hold; write it in quotes";
  }
  const isKept = /^[-+]?0[xo]/i.test(source)
    ? Number.isSafeInteger(value)
    : (!/^[-+]?\d+$/.test(source) || Number.isSafeInteger(value)) && isSameDecimal(source, String(value));
  return isKept ? undefined : "is a number with too many digits and would be rounded; write it in quotes";
}

function isSameDecimal(left: string, right: string): boolean {
  const [one, other] = [toDecimal(left), toDecimal(right)];
  return one.digits === other.digits && (one.digits === "" || one.exponent === other.exponent);
}

/** A decimal as its digits without surrounding zeros, and the power of ten of the last digit. */
function toDecimal(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().replace(/^[-+]/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const shortened = digits.replace(/0+$/, "");
  return { digits: shortened, exponent: Number(exponent) - fraction.length + digits.length - shortened.length };
}
