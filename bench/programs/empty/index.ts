/** The smallest program: it loads the SDK and declares nothing. */
import * as pulumi from "@pulumi/pulumi";

export const stack = pulumi.getStack();
