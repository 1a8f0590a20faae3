/** A license that a tenant's resources yielded. */
export interface LicenseOutput {
  /** The end of the key, enough to tell one from another. */
  readonly hint: string;
  /** The key, encrypted; null where the configuration names no encryption key. */
  readonly sealed: string | null;
}
