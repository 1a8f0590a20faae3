import { z } from "zod";

/**
 * All timings of the emulated Cloudflare. The seed can change them (cloudflare.timings). Steps that take the
 * vendor minutes take seconds here. The long periods are the documented ones, reached by advancing the clock.
 */
export const Timings = z.strictObject({
  /** Duration of ssl.status initializing, during which answers have no validation_records. */
  sslInitializingSeconds: z.number().min(0).default(1),
  /** From the time the customer's side is correct to the end of pending_validation. */
  sslValidationSeconds: z.number().min(0).default(1),
  sslIssuanceSeconds: z.number().min(0).default(1),
  sslDeploymentSeconds: z.number().min(0).default(1),
  /** From the time the hostname points to the zone to status active. */
  hostnameVerificationSeconds: z.number().min(0).default(2),
  /** From the time an active hostname leaves the zone to status moved. */
  hostnameMovedSeconds: z.number().min(0).default(5),
  fallbackInitializingSeconds: z.number().min(0).default(1),
  fallbackDeploymentSeconds: z.number().min(0).default(1),
  fallbackDeletionSeconds: z.number().min(0).default(2),
  /** A fallback origin whose DNS record never becomes correct ends in deployment_timed_out. */
  fallbackTimeoutSeconds: z.number().min(0).default(3600),
  /** Length of the documented hostname backoff: pending -> moved. */
  hostnameBackoffDays: z.number().min(0).default(7),
  /** moved -> deleted. */
  hostnameMovedDays: z.number().min(0).default(7),
  /** Lifetime of a validation token by CA: pending_validation -> validation_timed_out. */
  tokenDays: z
    .strictObject({
      lets_encrypt: z.number().default(7),
      google: z.number().default(14),
      ssl_com: z.number().default(14),
      digicert: z.number().default(14),
    })
    .prefault({}),
  certificateDays: z.number().min(1).default(90),
  /** How long before its end a certificate is renewed. */
  renewalDays: z.number().min(0).default(30),
});
export type Timings = z.infer<typeof Timings>;
