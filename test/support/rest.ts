import { type Reply, replyOf } from './api-process.js';

export interface RestReply extends Reply {
  readonly headers: Headers;
}

/** One request to the REST API; a body is sent as JSON. */
export async function rest(
  { url }: { readonly url: string },
  method: 'GET' | 'POST',
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Readonly<Record<string, string>> } = {},
): Promise<RestReply> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { ...(await replyOf(response)), headers: response.headers };
}
