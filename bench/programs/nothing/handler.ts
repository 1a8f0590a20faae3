import type * as pulumi from "@pulumi/pulumi";

interface Inputs {
  readonly label: string;
  readonly filler?: string;
}

/** The handler of a resource that does nothing. */
export const handler: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  check: async (_olds, news) => ({ inputs: news }),
  diff: async (_id, olds, news) => ({ changes: olds.label !== news.label }),
  create: async (inputs) => ({ id: inputs.label, outs: inputs }),
  read: async (id, props) => (props ? { id, props, inputs: props } : {}),
  update: async (_id, _olds, news) => ({ outs: news }),
  delete: async () => undefined,
};
