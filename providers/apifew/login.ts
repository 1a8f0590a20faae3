import { z } from "zod";

/** A user's login, which at apifew is an email address. */
export const Login = z
  .string({ error: "must be a text" })
  .regex(/^[^\s@]+@[^\s@]+$/, "must be a login, an email address such as user.name@example.com");
