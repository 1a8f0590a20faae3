import { deployStack } from "@marketplane/deployment";

export = deployStack;
