import fc from "fast-check";
import { scheduleSeed } from "./schedule-settings.ts";

fc.configureGlobal({ seed: scheduleSeed });
