import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { inGroup, type OwnRoles, ownRoles, settingsOf, user } from '#test/support/own-roles';
import { decide, passBy, readLetter, show } from '#test/support/story';

let stack: TestStack;
let own: OwnRoles;
beforeAll(async () => {
  stack = await startTestStack();
  own = ownRoles(stack);
});
afterAll(() => stack.stop());

const pending = ['pending_approval', undefined];

describe('one person with several accounts', () => {
  it('is known by the id of the other account, and neither approves the other’s request (T-52)', async () => {
    const roleId = await own.role('margaret', [user('linus'), user('alan')]);
    expect((await own.link('linus', 'margaret')).status).toBe(200);

    const decided = await decide(stack, 'linus', await own.ask('margaret', roleId), 'approve');
    const two = await own.grace.put(
      settingsOf(roleId),
      { approval: { required: true, approvers: [user('margaret'), user('linus')], quorum: 2 } },
      { 'if-match': (await own.grace.get(settingsOf(roleId))).headers.get('etag') ?? '' },
    );

    expect([decided.status, decided.body.code]).toEqual([403, 'self_approval']);
    expect([two.status, two.body.code]).toEqual([422, 'quorum_above_approvers']);
    expect((await own.link('linus', 'hr-linus')).text).toContain('person_id_new');
  });

  it('is told by chains that end at one id, which are short, in no circle, and not for oneself to say (T-52)', async () => {
    const [first, second, third, fourth, fifth] = [
      await own.person(),
      await own.person(),
      await own.person(),
      await own.person(),
      await own.person(),
    ];
    const { body: machines } = await own.grace.post('/v1/principals', { kind: 'group', displayName: 'Machines' });
    const codes = async (...links: [string, string][]) => {
      const found: unknown[] = [];
      for (const [id, personId] of links) {
        const { status, body } = await own.link(id, personId);
        found.push(status === 200 ? 200 : body.code);
      }
      return found;
    };

    expect(await codes([second, first], [third, second], [fourth, third], [fifth, fourth])).toEqual([
      200,
      200,
      200,
      'person_id_chain_too_long',
    ]);
    expect(
      await codes([first, first], [first, fourth], [first, machines.id ?? ''], [first, 'mailbox-admin-center']),
    ).toEqual(['person_id_circle', 'person_id_circle', 'person_id_not_a_person', 'person_id_not_a_person']);
    expect(await codes(['grace', 'hr-grace'])).toEqual(['own_person']);
  });
});

describe('the first of two yeses does not count any more when its giver (T-51)', () => {
  it.each([
    ['left the approver group', async (group: string) => own.change(group, { removeMembers: ['mallory'] })],
    ['was disabled', async () => own.change('mallory', { enabled: false })],
    ['was found to be the requester', async () => own.link('mallory', 'ada')],
  ] as const)('%s', async (_, happen) => {
    const group = await own.grace.post('/v1/principals', {
      kind: 'group',
      displayName: 'Approvers',
      members: ['mallory', 'alan', 'margaret'],
    });
    const roleId = await own.role('ada', [inGroup(group.body.id ?? '')], {}, 2);
    const id = await own.ask('ada', roleId);
    await decide(stack, 'mallory', id, 'approve');

    await happen(group.body.id ?? '');
    expect((await decide(stack, 'alan', id, 'approve')).status).toBe(200);

    expect(await own.statusOf(id)).toEqual(pending);
    await own.change('mallory', { enabled: true });
    await own.link('mallory', 'hr-mallory');
    await stack.as('ada').post(`/v1/activations/${id}/cancel`);
  });

  it('was found to be another voter', async () => {
    const roleId = await own.role('ada', ['mallory', 'alan', 'grace', 'margaret'].map(user), {}, 3);
    const id = await own.ask('ada', roleId);
    for (const voter of ['mallory', 'alan']) await decide(stack, voter, id, 'approve');

    await own.link('mallory', 'alan');
    await decide(stack, 'margaret', id, 'approve');

    expect(await own.statusOf(id)).toEqual(pending);
    await own.link('mallory', 'hr-mallory');
  });

  it('was struck from the settings', async () => {
    const roleId = await own.role('ada', [user('mallory'), user('alan'), user('grace')], {}, 2);
    const id = await own.ask('ada', roleId);
    await decide(stack, 'mallory', id, 'approve');

    await own.save(roleId, { approval: { required: true, quorum: 2, approvers: [user('alan'), user('grace')] } });
    await decide(stack, 'alan', id, 'approve');

    expect(await own.statusOf(id)).toEqual(pending);
  });

  it('is known to be the requester only between approval and a later start', async () => {
    const roleId = await own.role('ada', [user('mallory'), user('alan')]);
    const startsAt = plusMinutes(new Date(stack.clock.now()).toISOString(), 10);
    const id = await own.ask('ada', roleId, { startsAt });
    await decide(stack, 'mallory', id, 'approve');

    await own.link('mallory', 'ada');
    await passBy(stack, startsAt);

    expect(await own.statusOf(id)).toEqual(['cancelled', 'approvals_do_not_count']);
    expect(stack.mailTo('ada').at(-1)?.text).toContain('not enough of those who approved it may still decide');
    await own.link('mallory', 'hr-mallory');
  });
});

describe('a decision link into the requester’s own mailbox (T-49)', () => {
  it.each(['ada@example.test', 'ADA@Example.test', 'ada+adm@example.test'])('asks for a sign-in: %s', async (email) => {
    const second = await own.person({ email });
    const roleId = await own.role('ada', [user(second), user('alan')], { decisionMode: 'link' });
    const settings = { decisionMode: 'link', approval: { required: true, approvers: [user(second), user('alan')] } };
    const etag = (await own.grace.get(settingsOf(roleId))).headers.get('etag') ?? '';
    const warned = await own.grace.put(`${settingsOf(roleId)}&dryRun=true`, settings, { 'if-match': etag });
    await own.ask('ada', roleId);

    const letter = stack
      .mails(email)
      .map(({ text }) => readLetter(text))
      .findLast((one) => one !== undefined);
    const body = { token: letter?.approveToken, decision: 'approve', matchCode: letter?.code, justification: 'Fine' };
    const decided = await stack.anybody.post('/decisions', body, { origin: stack.origin });

    expect([decided.status, decided.body.code]).toEqual([403, 'link_not_enough']);
    expect(warned.text).toContain('shared_mailbox');
  });
});

describe('an approver who has said yes', () => {
  it('may say no, or take it back, while the quorum is open (APR-7)', async () => {
    const roleId = await own.role('ada', [user('alan'), user('mallory'), user('grace')], {}, 2);
    const id = await own.ask('ada', roleId);
    const say = (who: string, decision: string) =>
      stack.as(who, { mfa: true }).post(`/v1/activations/${id}/decisions`, { decision, justification: 'Case' });

    await say('mallory', 'approve');
    expect([(await say('alan', 'withdraw')).body.code, (await say('mallory', 'withdraw')).status]).toEqual([
      'no_vote_to_withdraw',
      200,
    ]);
    await say('mallory', 'approve');
    const denied = await say('mallory', 'deny');

    expect([denied.status, await own.statusOf(id)]).toEqual([200, ['denied', undefined]]);
  });

  it('may end what they approved; to others it is not there (T-60)', async () => {
    const roleId = await own.role('ada', [user('mallory'), user('alan')]);
    const id = await own.ask('ada', roleId);
    await decide(stack, 'mallory', id, 'approve');
    await stack.settled();
    const revoke = (who: string, mfa = true) =>
      stack.as(who, { mfa }).post(`/v1/activations/${id}/revoke`, { reason: 'I approved the wrong one' });

    const refused = [await revoke('alan'), await revoke('ada'), await revoke('mallory', false)];
    const ended = await revoke('mallory');
    await stack.settled();

    expect(refused.map(({ status }) => status)).toEqual([404, 404, 401]);
    expect([ended.status, (await show(stack, id)).status]).toEqual([200, 'ended']);
  });
});
