import { plainWords } from "@marketplane/providers/plain-words.ts";
import { z } from "zod";

/**
 * Sets plain error messages for all schemas of this process that define none: requests, flags, configuration
 * and files. Each entry point imports this module for its side effect. The providers do not change zod's
 * settings, because they run in the process of the user's program.
 */
z.config({ customError: plainWords });
