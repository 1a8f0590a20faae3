import { html } from "hono/html";
import { assetPaths } from "./assets.ts";

/** The product's name with its mark. */
export const brand = html`<img src="${assetPaths.icon}" alt="" width="20" height="20" />marketplane`;
