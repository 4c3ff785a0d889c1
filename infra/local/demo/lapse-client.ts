import * as v from 'valibot';
import type { Mail } from '../mailbox.ts';
import type { Actor } from './actors.ts';
import { StoryBroken } from './story-broken.ts';

/** Where a local stack answers. */
export interface Origins {
  readonly api: string;
  readonly mailbox: string;
  readonly control: string;
}

export interface DemoRequest {
  readonly by: Actor;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DemoAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** A local stack as the people of the story use it, and its clock and mailbox. */
export interface LapseClient {
  send(request: DemoRequest): Promise<DemoAnswer>;
  /** Oldest first. */
  mails(): Promise<Mail[]>;
  /** ISO 8601 UTC on the stack's clock. */
  now(): Promise<string>;
  /** Resolves to the new time when everything that the move has set off is done. */
  advance(minutes: number): Promise<string>;
}

const Token = v.object({ accessToken: v.string() });
const Now = v.object({ now: v.string() });
const Mails = v.array(
  v.object({ to: v.string(), subject: v.string(), text: v.string(), html: v.string(), at: v.string() }),
);

/**
 * Talks HTTP to the stack at these origins. Every request of a person brings a token made for it, because tokens lapse
 * when the clock moves; one without a person comes from the decision page, and so names its origin.
 */
export function createLapseClient({ api, control }: Origins): LapseClient {
  async function toControl(path: string, body?: object): Promise<unknown> {
    const answer = await send(`${control}${path}`, body ? 'POST' : 'GET', {}, body);
    if (answer.status === 200) return answer.body;
    throw new StoryBroken(`${control}${path} answered ${answer.status} ${JSON.stringify(answer.body)}.`);
  }

  async function authorize({ person, mfa = false }: Actor): Promise<Record<string, string>> {
    if (person === undefined) return { origin: api };
    const { accessToken } = v.parse(Token, await toControl('/token', { person, mfa }));
    return { authorization: `Bearer ${accessToken}` };
  }

  return {
    async send({ by, method, path, body, headers }) {
      const all = { ...headers, ...(await authorize(by)) };
      return send(`${api}${path}`, method, all, method === 'POST' ? (body ?? {}) : body);
    },
    mails: async () => v.parse(Mails, await toControl('/mailbox')),
    now: async () => v.parse(Now, await toControl('/clock')).now,
    advance: async (advanceMinutes) => v.parse(Now, await toControl('/clock', { advanceMinutes })).now,
  };
}

async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: object | undefined,
): Promise<DemoAnswer> {
  const request = {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  };
  const answer = await fetch(url, request).catch((cause: unknown) => {
    throw new StoryBroken(`${new URL(url).origin} no longer answers.`, { cause });
  });
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}
