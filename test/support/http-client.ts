import { expectContract } from './contract.ts';

/** What answers of the API may hold; a test names the fields it reads. */
export interface Body {
  readonly id?: string;
  readonly status?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly activationId?: string;
  readonly roleId?: string;
  readonly activatedAt?: string;
  readonly endsAt?: string;
  readonly nextCursor?: string;
  readonly decision?: boolean | string;
  readonly context?: { readonly reason?: string; readonly validUntil?: string };
  readonly violations?: readonly { readonly rule: string; readonly code: string; readonly limit?: unknown }[];
  readonly approval?: { readonly deadline: string; readonly decisions: readonly unknown[] };
  readonly activation?: Body;
  readonly problem?: Body;
  readonly items?: readonly Body[];
  readonly results?: readonly Body[];
  readonly evaluations?: readonly Body[];
  readonly timeline?: readonly { readonly type: string; readonly at: string }[];
}

export interface Answer {
  readonly status: number;
  /** Of JSON; empty for anything else. */
  readonly body: Body;
  readonly text: string;
  readonly headers: Headers;
}

type Extra = Readonly<Record<string, string>>;

/** Somebody who calls the API over HTTP. */
export interface Client {
  get(path: string, headers?: Extra): Promise<Answer>;
  /** Sends JSON; an absent body sends none, a text is sent as it is. */
  post(path: string, body?: unknown, headers?: Extra): Promise<Answer>;
  put(path: string, body: unknown, headers?: Extra): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Extra): Promise<Answer>;
  delete(path: string, body?: unknown, headers?: Extra): Promise<Answer>;
  send(method: string, path: string, headers?: Extra, body?: string): Promise<Answer>;
}

/**
 * Everything it sends and is answered has to be what the OpenAPI document says.
 *
 * @param bearer the token of each request; absent for callers without one
 */
export function httpClient(origin: string, bearer?: () => Promise<string>): Client {
  async function send(method: string, path: string, headers: Extra = {}, body?: string): Promise<Answer> {
    const authorization = bearer && `Bearer ${await bearer()}`;
    const response = await fetch(new URL(path, origin), {
      method,
      redirect: 'manual',
      headers: { ...(authorization && { authorization }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = /[/+]json$/.test(response.headers.get('content-type')?.split(';')[0] ?? '') && text !== '';
    const answer = { status: response.status, body: isJson ? JSON.parse(text) : {}, text, headers: response.headers };
    expectContract({ method, path, body }, answer);
    return answer;
  }
  const withBody =
    (method: string) =>
    (path: string, body?: unknown, headers: Extra = {}): Promise<Answer> => {
      const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
      const type: Extra = text === undefined ? {} : { 'content-type': 'application/json' };
      return send(method, path, { ...type, ...headers }, text);
    };
  return {
    send,
    get: (path, headers) => send('GET', path, headers),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
    delete: withBody('DELETE'),
  };
}
