/** A license, as an output of a tenant's resources. */
export interface LicenseOutput {
  /** The last characters of the key, to identify it. */
  readonly hint: string;
  /** The encrypted key; null if the configuration has no encryption key. */
  readonly sealed: string | null;
}
