/** The program that `pulumi up` runs in this repository. */
import { deployStack } from "./deploy-stack.ts";

export const { hostnames, licenseKeys, manifest, fallbackOrigin } = await deployStack();
