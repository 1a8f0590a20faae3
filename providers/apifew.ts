import type { CounterInputs } from "./apifew/counter.ts";
import type { LicenseInputs } from "./apifew/license/inputs.ts";
import type { LicenseAssignmentInputs } from "./apifew/license-assignment.ts";
import type { ManagedUserInputs } from "./apifew/managed-user.ts";
import type { PricingInputs } from "./apifew/pricing.ts";
import type { UserInputs } from "./apifew/user.ts";
import type { ResourceArgs } from "./managed-resource.ts";

export { Counter } from "./apifew/counter.ts";
export { License } from "./apifew/license.ts";
export { LicenseAssignment } from "./apifew/license-assignment.ts";
export { ManagedUser } from "./apifew/managed-user.ts";
export { Pricing } from "./apifew/pricing.ts";
export { User } from "./apifew/user.ts";

export type CounterArgs = ResourceArgs<typeof CounterInputs>;
export type LicenseArgs = ResourceArgs<typeof LicenseInputs>;
export type LicenseAssignmentArgs = ResourceArgs<typeof LicenseAssignmentInputs>;
export type ManagedUserArgs = ResourceArgs<typeof ManagedUserInputs>;
export type PricingArgs = ResourceArgs<typeof PricingInputs>;
export type UserArgs = ResourceArgs<typeof UserInputs>;
