import * as v from 'valibot';
import { instantInWords } from '#shared/mail/instant-in-words';
import { BARBARA, barbara, graceSignedIn } from '../actors.ts';
import { refusal } from '../expectations.ts';
import type { Stage } from '../stage.ts';
import { StoryBroken } from '../story-broken.ts';
import { plainLine } from '../telling.ts';
import { answered } from './answered.ts';
import type { Cast } from './cast.ts';

const Principal = v.object({ id: v.string(), kind: v.string(), displayName: v.string(), enabled: v.boolean() });
const Known = v.object({ items: v.array(v.object({ id: v.string(), bound: v.boolean() })) });
const by = graceSignedIn;

/** A group with ada in it, and a guest who joins by a one-time code; nobody is ever known by their address. */
export async function gatherPeople(stage: Stage, { group }: Cast): Promise<void> {
  const body = { id: group, kind: 'group', displayName: 'Database team', members: ['ada'] };
  await stage.ask(
    { by, method: 'POST', path: '/v1/principals', body, gist: 'group Database team, with ada' },
    answered(201, Principal, ({ displayName, kind }) => [`${kind} ${displayName}`]),
  );
  await inviteBarbara(stage);
  await stage.ask(
    { by, method: 'PATCH', path: `/v1/principals/${group}`, body: { addMembers: ['barbara'] }, gist: 'add barbara' },
    answered(200, Principal),
  );
}

async function inviteBarbara(stage: Stage): Promise<void> {
  const guests = await stage.ask(
    { by, method: 'GET', path: '/v1/principals?kind=guest&limit=100' },
    answered(200, Known, ({ items }) => [`${items.length} guests`]),
  );
  if (guests.items.some(({ id, bound }) => id === 'barbara' && bound))
    return stage.tell([plainLine('  barbara has joined already: her account is bound for good.')]);

  const body = { id: 'barbara', kind: 'guest', displayName: 'Barbara Liskov', email: BARBARA };
  await stage.ask(
    { by, method: 'POST', path: '/v1/principals', body, gist: 'guest Barbara Liskov, not known to sign in yet' },
    answered(201, Principal, ({ displayName, kind }) => [`${kind} ${displayName}`]),
  );
  await stage.ask(
    { by, method: 'POST', path: '/v1/principals/barbara/invitation' },
    answered(202, v.object({ endsAt: v.string() }), ({ endsAt }) => [
      `a one-time code, until ${instantInWords(endsAt)}`,
    ]),
  );
  await redeem(stage);
}

async function redeem(stage: Stage): Promise<void> {
  const [mail] = await stage.receive('Invitation to Lapse', [BARBARA]);
  const code = /^Invitation code: (\S+)$/m.exec(mail?.text ?? '')?.[1];
  if (!code) throw new StoryBroken('The invitation has no code.');
  const path = '/v1/invitations/redeem';
  await stage.ask(
    { by: barbara, method: 'POST', path, body: { code: `${code.slice(0, -2)}xx` }, gist: 'a guessed code' },
    refusal(403, 'invitation_not_valid'),
  );
  await stage.ask(
    { by: barbara, method: 'POST', path, body: { code }, gist: 'the code of the mail' },
    answered(200, Principal, ({ displayName }) => [`bound: whoever signs in so from now on is ${displayName}`]),
  );
}
