import type { Component } from "./component.ts";
import { deploymentComponent } from "./deployment-component.ts";
import { tenantComponent } from "./tenant-component.ts";

/** The components of the package `marketplane`. */
export const components: readonly Component[] = [deploymentComponent, tenantComponent];
