import { plainWords } from "@marketplane/providers/plain-words.ts";
import { z } from "zod";

/**
 * Every schema that this process parses with speaks in plain words, unless it has words of its own: requests, flags, configuration and
 * files. Imported for its effect by each way into the process. The providers set nothing of zod's, since they run in the process of the
 * program that uses them.
 */
z.config({ customError: plainWords });
