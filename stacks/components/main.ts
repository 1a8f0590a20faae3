/** The native provider `pulumi-resource-marketplane`, with the components of stacks/. */
import { runPlugin } from "@marketplane/providers/native/run-plugin.ts";

await runPlugin({
  construct: async (request, engineAddress) => {
    const { construct } = await import("./construct.ts");
    return construct(request, engineAddress);
  },
});
