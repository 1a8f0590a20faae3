import { status } from "@grpc/grpc-js";
import type { Vendor, VendorConnection } from "../define-vendor.ts";
import { connectWith, type Settings, SettingsError } from "../settings.ts";
import { RequestError } from "./service-error.ts";

/** Connects to a vendor. A missing setting is reported with the provider's way to set it. */
export function connectVendor(vendor: Vendor, settings: Settings): VendorConnection {
  try {
    return connectWith(settings, () => vendor.connect(settings));
  } catch (error) {
    if (!(error instanceof SettingsError)) {
      throw error;
    }
    throw new RequestError(status.FAILED_PRECONDITION, error.message);
  }
}
