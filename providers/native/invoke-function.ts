import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { errorText } from "../error-text.ts";
import { redactor } from "../http/redact.ts";
import { isSecretProperty } from "../secret-marks.ts";
import type { Settings } from "../settings.ts";
import { containsUnknown } from "../unknown.ts";
import { connectVendor } from "./connect-vendor.ts";
import { toPropertyPath } from "./detailed-diff.ts";
import { findFunction } from "./find-by-token.ts";
import { decodeProperties, encodeProperties, secretTexts } from "./property-values.ts";
import { toFailure } from "./resource-methods.ts";
import { fromStruct, type Properties, toStruct } from "./struct.ts";

/** Answers a data source. One whose arguments a preview does not know yet has no result. */
export async function invokeFunction(request: providerProto.InvokeRequest, settings: Settings) {
  const { vendor, found: facts } = await findFunction(request.getTok());
  const args = decodeProperties(fromStruct(request.getArgs()));
  const isSecret = (property: string, value: unknown) => isSecretProperty(facts, property, value);
  const redact = redactor(secretTexts(args, isSecret));
  const response = new providerProto.InvokeResponse();
  if (containsUnknown(args.values)) {
    response.setReturn(toStruct({}));
    return response;
  }
  const { outputs, failures = [] } = await connectVendor(vendor, settings)
    .invoke(facts.token, args.values)
    .catch((error: unknown) => {
      throw new Error(redact(errorText(error)));
    });
  response.setReturn(toStruct(encodeOutputs(outputs ?? {}, args)));
  response.setFailuresList(
    failures.map(({ property, reason }) => toFailure({ property: toPropertyPath(property), reason: redact(reason) })),
  );
  return response;
}

function encodeOutputs(outputs: Properties, { secrets }: ReturnType<typeof decodeProperties>): Properties {
  return encodeProperties(outputs, secrets, () => false);
}
