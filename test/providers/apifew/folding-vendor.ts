import { Agent, type Dispatcher } from "undici";

/** An apifew that stores every login in lower case: it converts the logins of each request. */
export function foldingDispatcher(): Dispatcher {
  return new Agent().compose((dispatch) => (request, handler) => dispatch(folded(request), handler));
}

function folded(request: Dispatcher.DispatchOptions): Dispatcher.DispatchOptions {
  const { body } = request;
  if (typeof body !== "string") {
    return request;
  }
  const parameters = JSON.parse(body, (name, value) => (/_LOGIN$/.test(name) ? String(value).toLowerCase() : value));
  const text = JSON.stringify(parameters);
  return { ...request, body: text };
}
