import { minutesBetween } from '#shared/domain/instant';
import type { Answer } from './http-client.ts';
import type { TestStack } from './local-stack.ts';

/** What ada asks for in the story; complete, so that only the second factor and the approval are missing. */
export const EXCHANGE = {
  items: [{ roleId: 'exchange-administrator', durationMinutes: 60 }],
  justification: 'Mail queue is stuck',
  ticket: { number: 'INC-1' },
};

/** Ada asks for Exchange Administrator, and the mails about it are out; answers the id. */
export async function askForExchange(stack: TestStack, changes: object = {}): Promise<string> {
  return ask(stack, 'ada', { ...EXCHANGE, ...changes });
}

/** Somebody with a second factor asks, and everything this sets off is done; answers the id of the only item. */
export async function ask(stack: TestStack, person: string, body: object): Promise<string> {
  const { status, text, body: answer } = await stack.as(person, { mfa: true }).post('/v1/activations', body);
  if (status !== 201 && status !== 202) throw new Error(`The request was answered ${status}: ${text}`);
  await stack.settled();
  return answer.results?.[0]?.activation?.id ?? '';
}

/** What stands in a mail that asks for a decision. */
export interface Letter {
  readonly approveToken: string;
  readonly denyToken: string;
  readonly code: string;
}

/** Every mail that asked this person for a decision, oldest first. */
export function lettersTo(stack: TestStack, person: string): Letter[] {
  return stack
    .mailTo(person)
    .map(({ text }) => readLetter(text))
    .filter((letter) => letter !== undefined);
}

/** The newest mail that asked this person for a decision. */
export function letterTo(stack: TestStack, person: string): Letter {
  const letter = lettersTo(stack, person).at(-1);
  if (!letter) throw new Error(`Nobody has asked ${person} for a decision.`);
  return letter;
}

/** What such a mail says, if it is one. */
export function readLetter(text: string): Letter | undefined {
  const [approveToken, denyToken] = [...text.matchAll(/\/decide#(\S+)$/gm)].map(([, token]) => token);
  const [, code] = /^Code: (\S+)$/m.exec(text) ?? [];
  return approveToken && denyToken && code ? { approveToken, denyToken, code } : undefined;
}

/** What the decision page asks the API, from its own origin. */
export function page(stack: TestStack) {
  const post = (path: string, body: object) => stack.anybody.post(path, body, { origin: stack.origin });
  return {
    preview: (token: string) => post('/decisions/preview', { token }),
    renew: (token: string) => post('/decisions/renew', { token }),
    approve: ({ approveToken: token, code }: Letter, changes: object = {}) =>
      post('/decisions', { token, decision: 'approve', matchCode: code, justification: 'Go ahead', ...changes }),
    deny: ({ denyToken: token, code }: Letter, changes: object = {}) =>
      post('/decisions', { token, decision: 'deny', matchCode: code, justification: 'Not today', ...changes }),
  };
}

/** A signed-in approver decides in the inbox. */
export function decide(stack: TestStack, person: string, id: string, decision: 'approve' | 'deny'): Promise<Answer> {
  const body = { decision, justification: 'Seen' };
  return stack.as(person, { mfa: true }).post(`/v1/activations/${id}/decisions`, body);
}

/** The record as an administrator sees it. */
export async function show(stack: TestStack, id: string): Promise<Answer['body']> {
  return (await stack.as('grace').get(`/v1/activations/${id}`)).body;
}

/** What the protected application is told. */
export async function evaluate(stack: TestStack, subject = 'ada', roleId = 'exchange-administrator') {
  const question = {
    subject: { type: 'user', id: subject },
    action: { name: 'use' },
    resource: { type: 'role', id: roleId, properties: { resourceId: '/' } },
  };
  return (await stack.as('mailbox-admin-center').post('/access/v1/evaluation', question)).body;
}

/** Moves the clock to a minute and a bit after an instant: timers have fired, and the sweeper has been. */
export async function passBy(stack: TestStack, instant: string): Promise<void> {
  await stack.advance(minutesBetween(new Date(stack.clock.now()).toISOString(), instant) + 1.5);
}

/** Every requester takes back what is open, so that the next test finds nobody busy. */
export async function endEverything(stack: TestStack): Promise<void> {
  for (const { activationId, principalId, entity } of await stack.exportTable()) {
    if (entity !== 'open_activation') continue;
    const requester = stack.as(String(principalId));
    await requester.post(`/v1/activations/${activationId}/cancel`);
    await requester.post(`/v1/activations/${activationId}/deactivate`);
  }
  await stack.settled();
}
