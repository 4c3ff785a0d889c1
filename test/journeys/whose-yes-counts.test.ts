import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import type { Client } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask as askAs, decide, passBy, readLetter, show } from '#test/support/story';

let stack: TestStack;
let grace: Client;
beforeAll(async () => {
  stack = await startTestStack();
  grace = stack.as('grace', { mfa: true });
});
afterAll(() => stack.stop());

let made = 0;
const unique = (name: string) => {
  made += 1;
  return `${name}-${made}`;
};
const user = (id: string) => ({ kind: 'user', id });
const inGroup = (id: string) => ({ kind: 'group', id });
const settingsOf = (roleId: string, resourceId = '/') =>
  `/v1/roles/${roleId}/settings?resourceId=${encodeURIComponent(resourceId)}`;

/** A role of its own that somebody is eligible for, decided on by these approvers. */
async function role(holder: string, approvers: readonly object[] | undefined, changes: object = {}, quorum = 1) {
  const { body } = await grace.post('/v1/roles', { id: unique('role'), displayName: unique('Role') });
  const roleId = body.id ?? '';
  const approval = { required: true, quorum, ...(approvers ? { approvers } : {}) };
  await save(roleId, { approval, ...changes });
  const eligible = { principalIds: [holder], roleId, type: 'eligible', justification: 'Case' };
  expect((await grace.post('/v1/assignments', eligible)).status).toBe(201);
  return roleId;
}

async function save(roleId: string, settings: object, resourceId = '/') {
  const before = await grace.get(settingsOf(roleId, resourceId));
  const etag = before.headers.get('etag') ?? '';
  const saved = await grace.put(settingsOf(roleId, resourceId), settings, { 'if-match': etag });
  expect([saved.status, saved.text]).toEqual([200, saved.text]);
  return saved;
}

const ask = (person: string, roleId: string, item: object = {}) =>
  askAs(stack, person, { items: [{ roleId, ...item }], justification: 'Case' });
const link = (id: string, personId: string) => grace.patch(`/v1/principals/${id}`, { personId });
const change = (id: string, changes: object) => grace.patch(`/v1/principals/${id}`, changes);
const statusOf = async (id: string) => {
  await stack.settled();
  const { status, ...rest } = await show(stack, id);
  return [status, 'reason' in rest ? rest.reason : undefined];
};
const person = async (changes: object = {}) => {
  const id = unique('person');
  const wanted = { id, kind: 'user', displayName: id, email: `${id}@example.test`, ...changes };
  expect((await grace.post('/v1/principals', wanted)).status).toBe(201);
  return id;
};
const pending = ['pending_approval', undefined];

describe('one person with several accounts', () => {
  it('is known by the id of the other account, and neither approves the other’s request (T-52)', async () => {
    const roleId = await role('margaret', [user('linus'), user('alan')]);
    expect((await link('linus', 'margaret')).status).toBe(200);

    const decided = await decide(stack, 'linus', await ask('margaret', roleId), 'approve');
    const two = await grace.put(
      settingsOf(roleId),
      { approval: { required: true, approvers: [user('margaret'), user('linus')], quorum: 2 } },
      { 'if-match': (await grace.get(settingsOf(roleId))).headers.get('etag') ?? '' },
    );

    expect([decided.status, decided.body.code]).toEqual([403, 'self_approval']);
    expect([two.status, two.body.code]).toEqual([422, 'quorum_above_approvers']);
    expect((await link('linus', 'hr-linus')).text).toContain('person_id_new');
  });

  it('is told by chains that end at one id, which are short, in no circle, and not for oneself to say (T-52)', async () => {
    const [first, second, third, fourth, fifth] = [
      await person(),
      await person(),
      await person(),
      await person(),
      await person(),
    ];
    const { body: machines } = await grace.post('/v1/principals', { kind: 'group', displayName: 'Machines' });
    const codes = async (...links: [string, string][]) => {
      const found: unknown[] = [];
      for (const [id, personId] of links) {
        const { status, body } = await link(id, personId);
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
    ['left the approver group', async (group: string) => change(group, { removeMembers: ['mallory'] })],
    ['was disabled', async () => change('mallory', { enabled: false })],
    ['was found to be the requester', async () => link('mallory', 'ada')],
  ] as const)('%s', async (_, happen) => {
    const group = await grace.post('/v1/principals', {
      kind: 'group',
      displayName: 'Approvers',
      members: ['mallory', 'alan', 'margaret'],
    });
    const roleId = await role('ada', [inGroup(group.body.id ?? '')], {}, 2);
    const id = await ask('ada', roleId);
    await decide(stack, 'mallory', id, 'approve');

    await happen(group.body.id ?? '');
    expect((await decide(stack, 'alan', id, 'approve')).status).toBe(200);

    expect(await statusOf(id)).toEqual(pending);
    await change('mallory', { enabled: true });
    await link('mallory', 'hr-mallory');
    await stack.as('ada').post(`/v1/activations/${id}/cancel`);
  });

  it('was found to be another voter', async () => {
    const roleId = await role('ada', ['mallory', 'alan', 'grace', 'margaret'].map(user), {}, 3);
    const id = await ask('ada', roleId);
    for (const voter of ['mallory', 'alan']) await decide(stack, voter, id, 'approve');

    await link('mallory', 'alan');
    await decide(stack, 'margaret', id, 'approve');

    expect(await statusOf(id)).toEqual(pending);
    await link('mallory', 'hr-mallory');
  });

  it('was struck from the settings', async () => {
    const roleId = await role('ada', [user('mallory'), user('alan'), user('grace')], {}, 2);
    const id = await ask('ada', roleId);
    await decide(stack, 'mallory', id, 'approve');

    await save(roleId, { approval: { required: true, quorum: 2, approvers: [user('alan'), user('grace')] } });
    await decide(stack, 'alan', id, 'approve');

    expect(await statusOf(id)).toEqual(pending);
  });

  it('is known to be the requester only between approval and a later start', async () => {
    const roleId = await role('ada', [user('mallory'), user('alan')]);
    const startsAt = plusMinutes(new Date(stack.clock.now()).toISOString(), 10);
    const id = await ask('ada', roleId, { startsAt });
    await decide(stack, 'mallory', id, 'approve');

    await link('mallory', 'ada');
    await passBy(stack, startsAt);

    expect(await statusOf(id)).toEqual(['cancelled', 'approvals_do_not_count']);
    expect(stack.mailTo('ada').at(-1)?.text).toContain('not enough of those who approved it may still decide');
    await link('mallory', 'hr-mallory');
  });
});

describe('a decision link into the requester’s own mailbox (T-49)', () => {
  it.each(['ada@example.test', 'ADA@Example.test', 'ada+adm@example.test'])('asks for a sign-in: %s', async (email) => {
    const second = await person({ email });
    const roleId = await role('ada', [user(second), user('alan')], { decisionMode: 'link' });
    const settings = { decisionMode: 'link', approval: { required: true, approvers: [user(second), user('alan')] } };
    const etag = (await grace.get(settingsOf(roleId))).headers.get('etag') ?? '';
    const warned = await grace.put(`${settingsOf(roleId)}&dryRun=true`, settings, { 'if-match': etag });
    await ask('ada', roleId);

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

describe('an administrator with an open request of their own (T-59)', () => {
  const cancelled = ['cancelled', 'changed_by_requester'];

  it('loses it by moving its resource, as a dry run tells', async () => {
    const roleId = await role('grace', [user('alan')]);
    const unit =
      (await grace.post('/v1/resources', { id: unique('unit'), displayName: 'u', kind: 'organizational_unit' })).body
        .id ?? '';
    const account =
      (
        await grace.post('/v1/resources', {
          id: unique('account'),
          displayName: 'a',
          kind: 'account',
          parentId: 'production',
        })
      ).body.id ?? '';
    await save(roleId, { approval: { required: true, approvers: [user('mallory')] } }, unit);
    const id = await ask('grace', roleId, { resourceId: account });

    const tried = await grace.patch(`/v1/resources/${account}?dryRun=true`, { parentId: unit });
    expect([tried.text.includes(id), await statusOf(id)]).toEqual([true, pending]);
    await grace.patch(`/v1/resources/${account}`, { parentId: unit });

    expect(await statusOf(id)).toEqual(cancelled);
    expect((await decide(stack, 'mallory', id, 'approve')).status).toBeGreaterThanOrEqual(400);
  });

  it('loses it by settings at a nearer node, the approver group, the approver role, an approver or a person', async () => {
    const group =
      (await grace.post('/v1/principals', { kind: 'group', displayName: 'G', members: ['alan'] })).body.id ?? '';
    const byRole = { kind: 'role', id: 'security-administrator' };
    const roleId = await role('grace', [inGroup(group), byRole, user('margaret')]);
    const assigned = {
      principalIds: ['mallory'],
      roleId: byRole.id,
      type: 'active',
      permanent: true,
      justification: 'x',
    };
    const cases: [string, () => Promise<unknown>][] = [
      ['settings', () => save(roleId, { approval: { required: true, approvers: [user('mallory')] } }, 'payments')],
      ['group', () => change(group, { addMembers: ['mallory'] })],
      ['role', () => grace.post('/v1/assignments', assigned)],
      ['approver', () => change('margaret', { enabled: false })],
      ['person', () => link('margaret', 'hr-margaret')],
    ];
    const outcomes: unknown[] = [];
    for (const [name, make] of cases) {
      const place = name === 'settings' ? 'payments' : '/';
      const id = await ask('grace', roleId, { resourceId: place });
      await make();
      outcomes.push(await statusOf(id));
    }

    expect(outcomes).toEqual(cases.map(() => cancelled));
    await change('margaret', { enabled: true });
  });
});

describe('an approver who has said yes', () => {
  it('may say no, or take it back, while the quorum is open (APR-7)', async () => {
    const roleId = await role('ada', [user('alan'), user('mallory'), user('grace')], {}, 2);
    const id = await ask('ada', roleId);
    const say = (who: string, decision: string) =>
      stack.as(who, { mfa: true }).post(`/v1/activations/${id}/decisions`, { decision, justification: 'Case' });

    await say('mallory', 'approve');
    expect([(await say('alan', 'withdraw')).body.code, (await say('mallory', 'withdraw')).status]).toEqual([
      'no_vote_to_withdraw',
      200,
    ]);
    await say('mallory', 'approve');
    const denied = await say('mallory', 'deny');

    expect([denied.status, await statusOf(id)]).toEqual([200, ['denied', undefined]]);
  });

  it('may end what they approved; to others it is not there (T-60)', async () => {
    const roleId = await role('ada', [user('mallory'), user('alan')]);
    const id = await ask('ada', roleId);
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

describe('approvers replaced while a request waits (T-55)', () => {
  const inboxHas = async (who: string, id: string) => (await stack.as(who).get('/v1/approvals')).text.includes(id);
  const asks = (who: string) =>
    stack.mailTo(who).filter(({ subject }) => subject.startsWith('Approve or deny:')).length;

  it('are asked at once when the settings name others, at the role or at a nearer node; the old ones are out', async () => {
    const roleId = await role('ada', [user('alan')]);
    for (const place of ['/', 'payments']) {
      const id = await ask('ada', roleId, { resourceId: place });
      await stack.settled();
      const [alan, margaret] = [asks('alan'), asks('margaret')];

      await save(roleId, { approval: { required: true, approvers: [user('margaret')] } }, place);
      await stack.settled();

      expect([await inboxHas('margaret', id), await inboxHas('alan', id)]).toEqual([true, false]);
      expect([asks('margaret') - margaret, asks('alan') - alan]).toEqual([1, 0]);
      expect((await show(stack, id)).approval).toMatchObject({ approvers: [{ kind: 'user', id: 'margaret' }] });
      expect((await decide(stack, 'alan', id, 'approve')).body.code).toBe('not_an_approver');
      expect((await decide(stack, 'margaret', id, 'approve')).status).toBe(200);
      await save(roleId, { approval: { required: true, approvers: [user('alan')] } });
    }
  });

  it('are asked at once when they join the group, hold the role or work again; nobody is asked twice', async () => {
    const made = await grace.post('/v1/principals', { kind: 'group', displayName: 'G', members: ['alan'] });
    const group = made.body.id ?? '';
    const approving = (await grace.post('/v1/roles', { id: unique('role'), displayName: 'Approving' })).body.id ?? '';
    const [joins, holds, works] = [await person(), await person(), await person()];
    await change(works, { enabled: false });
    await change(group, { addMembers: [works] });
    const roleId = await role('ada', [inGroup(group), { kind: 'role', id: approving }]);
    const id = await ask('ada', roleId);
    await stack.settled();
    const alan = asks('alan');

    await change(group, { addMembers: [joins] });
    const active = { principalIds: [holds], roleId: approving, type: 'active', permanent: true, justification: 'x' };
    await grace.post('/v1/assignments', active);
    await change(works, { enabled: true });
    await stack.settled();

    const mails = [joins, holds, works].map((who) => stack.mails(`${who}@example.test`).length);
    expect([mails, asks('alan') - alan]).toEqual([[1, expect.any(Number), 1], 0]);
    expect(stack.mails(`${holds}@example.test`).filter(({ text }) => readLetter(text))).toHaveLength(1);
    expect((await show(stack, id)).status).toBe('pending_approval');
  });
});
