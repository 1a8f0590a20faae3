import { apiMutants } from "./api-mutants.ts";
import { signInMutants } from "./sign-in-mutants.ts";

export const mutants = [...apiMutants, ...signInMutants];
