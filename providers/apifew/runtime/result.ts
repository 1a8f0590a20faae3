import { VendorError } from "../../http/vendor-error.ts";

/** The result of a call: its value, or the failure with its kind, code and outcome. */
export type Result<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: VendorError };

/** Returns a call's failure as a value; programming errors are still thrown. */
export async function toResult<T>(call: Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, data: await call };
  } catch (error) {
    if (error instanceof VendorError) {
      return { ok: false, error };
    }
    throw error;
  }
}
