/** A native provider whose resources do nothing. Prints its port, as the engine expects. */
import { serveProvider } from "@marketplane/providers/native/serve.ts";
import { unary } from "@marketplane/providers/native/unary.ts";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";

const properties = { label: { type: "string" }, filler: { type: "string" } };
const version = "0.1.0";
const schema = {
  name: "nothing",
  version,
  resources: { "nothing:index:Nothing": { inputProperties: properties, properties } },
};

const { port } = await serveProvider({
  handshake: unary(async () => new providerProto.ProviderHandshakeResponse()),
  getPluginInfo: unary(async () => {
    const response = new pluginProto.PluginInfo();
    response.setVersion(version);
    return response;
  }),
  getSchema: unary(async () => {
    const response = new providerProto.GetSchemaResponse();
    response.setSchema(JSON.stringify(schema));
    return response;
  }),
  checkConfig: unary(async (request: providerProto.CheckRequest) => toChecked(request)),
  diffConfig: unary(async () => new providerProto.DiffResponse()),
  configure: unary(async () => {
    const response = new providerProto.ConfigureResponse();
    response.setSupportspreview(true);
    return response;
  }),
  check: unary(async (request: providerProto.CheckRequest) => toChecked(request)),
  diff: unary(async () => {
    const response = new providerProto.DiffResponse();
    response.setChanges(providerProto.DiffResponse.DiffChanges.DIFF_NONE);
    return response;
  }),
  create: unary(async (request: providerProto.CreateRequest) => {
    const response = new providerProto.CreateResponse();
    response.setId(request.getUrn());
    response.setProperties(request.getProperties());
    return response;
  }),
  read: unary(async (request: providerProto.ReadRequest) => {
    const response = new providerProto.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    response.setInputs(request.getInputs());
    return response;
  }),
  delete: unary(async () => new emptyProto.Empty()),
});
console.log(port);

function toChecked(request: providerProto.CheckRequest) {
  const response = new providerProto.CheckResponse();
  response.setInputs(request.getNews());
  return response;
}
