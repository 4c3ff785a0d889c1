import * as v from 'valibot';
import { durationInWords } from '#shared/domain/duration-in-words';
import type { Mail } from '../mailbox.ts';
import { type Actor, ADA, ALAN, ada, adaWithMfa, alanByLink, GRACE, graceByLink } from './actors.ts';
import { activation, refusal } from './expectations.ts';
import type { Expectation, Stage } from './stage.ts';
import { StoryBroken } from './story-broken.ts';

/** What a mail that asks for a decision lets its reader do. */
export interface Invitation {
  readonly token: string;
  readonly matchCode: string;
}

const ASKED = 'Approve or deny: Ada Lovelace asks for Exchange Administrator';

/** grace and alan are asked, each by a mail of their own. */
export async function receiveInvitations(stage: Stage): Promise<{ grace: Invitation; alan: Invitation }> {
  const [forGrace] = await stage.receive(ASKED, [GRACE], 'in full');
  const [forAlan] = await stage.receive(ASKED, [ALAN]);
  return { grace: readInvitation(forGrace), alan: readInvitation(forAlan) };
}

/** alan alone, told by subject. */
export async function receiveAlansInvitation(stage: Stage): Promise<Invitation> {
  const [mail] = await stage.receive(ASKED, [ALAN]);
  return readInvitation(mail);
}

function readInvitation(mail: Mail | undefined): Invitation {
  const token = /\/decide#(\S+)/.exec(mail?.text ?? '')?.[1];
  const matchCode = /^Code: (\S+)$/m.exec(mail?.text ?? '')?.[1];
  if (!token || !matchCode) throw new StoryBroken('The mail that asks for a decision has no link or no code.');
  return { token, matchCode };
}

/** Mail scanners open every link: that shows the page and its terms, and decides nothing. */
export async function openTheLink(stage: Stage, { token }: Invitation, activationId: string): Promise<void> {
  await stage.ask(
    { by: graceByLink, method: 'GET', path: '/decide' },
    {
      status: 200,
      body: v.string(),
      telling: () => ['the page; what stands behind # never reaches a server or its logs'],
    },
  );
  await stage.ask({ by: graceByLink, method: 'POST', path: '/decisions/preview', body: { token } }, preview);
  await stage.ask({ by: ada, method: 'GET', path: `/v1/activations/${activationId}` }, activation('pending_approval'));
}

const Preview = v.object({
  terms: v.object({
    requester: v.object({ displayName: v.string() }),
    roleName: v.string(),
    durationMinutes: v.number(),
    justification: v.string(),
  }),
});
const preview: Expectation<typeof Preview> = {
  status: 200,
  body: Preview,
  telling: ({ terms: { requester, roleName, durationMinutes, justification } }) => [
    `${requester.displayName}, ${roleName}, ${durationInWords(durationMinutes)}, “${justification}”`,
  ],
};

/** The requester herself, a link with one changed letter, and a wrong code. */
export async function cheat(stage: Stage, { token, matchCode }: Invitation, activationId: string): Promise<void> {
  const itself = { decision: 'approve', justification: 'I trust me' };
  const path = `/v1/activations/${activationId}/decisions`;
  await stage.ask(
    { by: adaWithMfa, method: 'POST', path, body: itself, gist: 'approve' },
    refusal(403, 'self_approval'),
  );
  await decide(
    stage,
    graceByLink,
    { token: alter(token, -10), matchCode },
    'altered link',
    refusal(403, 'link_not_valid'),
  );
  await decide(
    stage,
    graceByLink,
    { token, matchCode: alter(matchCode, 0) },
    'wrong code',
    refusal(403, 'wrong_match_code'),
  );
}

/** Changes one letter. */
function alter(text: string, position: number): string {
  const letters = [...text];
  const at = position < 0 ? letters.length + position : position;
  return letters.with(at, letters[at] === 'H' ? 'K' : 'H').join('');
}

/** grace approves; her link works once. */
export async function approve(stage: Stage, invitation: Invitation): Promise<void> {
  await decide(stage, graceByLink, invitation, `approve, code ${invitation.matchCode}`, decided('approved'));
  await decide(stage, graceByLink, invitation, 'the same once more', refusal(409, 'link_closed'));
}

/** alan finds his link answered by grace's decision. */
export async function findItDecided(stage: Stage, { token }: Invitation): Promise<void> {
  const body = { token };
  await stage.ask({ by: alanByLink, method: 'POST', path: '/decisions/preview', body }, refusal(409, 'link_closed'));
}

/** alan denies, and ada is told. */
export async function deny(stage: Stage, invitation: Invitation): Promise<void> {
  await decide(stage, alanByLink, invitation, `deny, code ${invitation.matchCode}`, decided('denied'), 'deny');
  await stage.receive('Denied: Exchange Administrator', [ADA]);
}

function decided<Status extends string>(status: Status) {
  const body = v.object({ status: v.literal(status) });
  return { status: 200, body, telling: () => [status] } satisfies Expectation<typeof body>;
}

async function decide<S extends v.GenericSchema>(
  stage: Stage,
  by: Actor,
  invitation: Invitation,
  gist: string,
  expected: Expectation<S>,
  decision = 'approve',
): Promise<void> {
  const body = {
    ...invitation,
    decision,
    justification: decision === 'deny' ? 'Wait for the change' : 'Known incident',
  };
  await stage.ask({ by, method: 'POST', path: '/decisions', body, gist }, expected);
}
