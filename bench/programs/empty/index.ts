/** The least that a program can be: the SDK, and nothing declared. */
import * as pulumi from "@pulumi/pulumi";

export const stack = pulumi.getStack();
