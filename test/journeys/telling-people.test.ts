import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { inGroup, type OwnRoles, ownRoles, unique, user } from '#test/support/own-roles';
import { decide, page, readLetter, show } from '#test/support/story';

/** Who is told what, over HTTP; the cases of `reported/12`, `reported/21` and `attacks/f6`. */
describe('telling people', () => {
  let stack: TestStack;
  let own: OwnRoles;
  beforeAll(async () => {
    stack = await startTestStack();
    own = ownRoles(stack);
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const grace = () => stack.as('grace', { mfa: true });
  async function added(path: string, body: object): Promise<string> {
    const answer = await grace().post(path, body);
    if (answer.status !== 201) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
    const { id, results } = JSON.parse(answer.text);
    return id ?? results[0].assignment.id;
  }
  const addRole = (displayName: string) => added('/v1/roles', { displayName, description: 'For the journey' });
  const assign = (principalId: string, roleId: string, type = 'eligible') =>
    added('/v1/assignments', { principalIds: [principalId], roleId, type, permanent: true, justification: 'Needed' });
  const subjectsTo = (person: string) => stack.mailTo(person).map(({ subject }) => subject);

  it('tells a new member of a group, and the administrators, what it gives (ASG-7, reported/12)', async () => {
    const [held, eligible] = [await addRole('Held by group'), await addRole('Eligible by group')];
    const group = await added('/v1/principals', { kind: 'group', displayName: 'Night shift' });
    await assign(group, held, 'active');
    await assign(group, eligible);
    await stack.settled();

    await grace().patch(`/v1/principals/${group}`, { addMembers: ['mallory'] });
    await stack.settled();

    expect(subjectsTo('mallory').join()).toMatch(/Assigned: .*Held by group/);
    expect(subjectsTo('alan').join()).toMatch(/Assigned: Mallory, .*Held by group/);
  });

  it('calls nothing of somebody disabled in force, and warns of what comes back with them (ASG-7)', async () => {
    const id = await assign('mallory', await addRole('Suspended role'), 'active');
    const statusOf = async () => (await grace().get(`/v1/assignments/${id}`)).body.status;
    expect(await statusOf()).toBe('in_force');

    await grace().patch('/v1/principals/mallory', { enabled: false });
    expect(await statusOf()).toBe('suspended');
    const listed = await grace().get('/v1/assignments?principalId=mallory&limit=100');
    expect(listed.body.items?.filter(({ status }) => status === 'in_force')).toEqual([]);
    const tried = await grace().patch('/v1/principals/mallory?dryRun=true', { enabled: true });
    expect(tried.body).toMatchObject({ warnings: [{ code: 'access_returns' }] });
    expect(await statusOf()).toBe('suspended');

    const { body } = await grace().patch('/v1/principals/mallory', { enabled: true });
    await stack.settled();
    expect(body).toMatchObject({
      warnings: [{ code: 'access_returns', message: expect.stringContaining('Suspended role') }],
    });
    expect(await statusOf()).toBe('in_force');
    expect(subjectsTo('mallory').join()).toMatch(/Assigned: .*Suspended role/);
  });

  it('asks about five roles of one call in one mail with one code (APR-10, reported/21)', async () => {
    const roles = await Promise.all([1, 2, 3, 4, 5].map((at) => addRole(`Bundle ${at}`)));
    const approval = { required: true, approvers: [{ kind: 'user', id: 'alan' }] };
    for (const roleId of roles) {
      const saved = await grace().put(
        `/v1/roles/${roleId}/settings`,
        { decisionMode: 'link', approval },
        { 'if-match': '"0"' },
      );
      expect([saved.status, saved.text]).toEqual([200, saved.text]);
      await assign('ada', roleId);
    }
    await stack.settled();
    const before = stack.mailTo('alan').length;

    const items = roles.map((roleId) => ({ roleId }));
    const asked = await stack
      .as('ada', { mfa: true })
      .post('/v1/activations', { items, justification: 'Migration night' });
    await stack.settled();

    const mails = stack.mailTo('alan').slice(before);
    expect(mails.map(({ subject }) => subject)).toEqual(['Approve or deny: Ada Lovelace asks for 5 roles']);
    const { text } = mails[0] ?? { text: '' };
    const tokens = [...text.matchAll(/^To approve, open:\n\S+#(\S+)$/gm)].map(([, token = '']) => token);
    const code = /^Code: (\S+)$/m.exec(text)?.[1] ?? '';
    expect(tokens).toHaveLength(5);
    for (const approveToken of tokens) {
      const decided = await page(stack).approve({ approveToken, denyToken: '', code });
      expect(decided.status).toBe(200);
    }
    await stack.settled();
    const ids = (asked.body.results ?? []).map(({ activation }) => activation?.id ?? '');
    const shown = await Promise.all(ids.map((id) => grace().get(`/v1/activations/${id}`)));
    expect(shown.map(({ body }) => body.status)).toEqual(ids.map(() => 'active'));
  }, 60_000);

  describe('approvers replaced while a request waits (T-55)', () => {
    const inboxHas = async (who: string, id: string) => (await stack.as(who).get('/v1/approvals')).text.includes(id);
    const asks = (who: string) =>
      stack.mailTo(who).filter(({ subject }) => subject.startsWith('Approve or deny:')).length;

    it('are asked at once when the settings name others, at the role or at a nearer node; the old ones are out', async () => {
      const roleId = await own.role('ada', [user('alan')]);
      for (const place of ['/', 'payments']) {
        const id = await own.ask('ada', roleId, { resourceId: place });
        await stack.settled();
        const [alan, margaret] = [asks('alan'), asks('margaret')];

        await own.save(roleId, { approval: { required: true, approvers: [user('margaret')] } }, place);
        await stack.settled();

        expect([await inboxHas('margaret', id), await inboxHas('alan', id)]).toEqual([true, false]);
        expect([asks('margaret') - margaret, asks('alan') - alan]).toEqual([1, 0]);
        expect((await show(stack, id)).approval).toMatchObject({ approvers: [{ kind: 'user', id: 'margaret' }] });
        expect((await decide(stack, 'alan', id, 'approve')).body.code).toBe('not_an_approver');
        expect((await decide(stack, 'margaret', id, 'approve')).status).toBe(200);
        await own.save(roleId, { approval: { required: true, approvers: [user('alan')] } });
      }
    });

    it('are asked at once when they join the group, hold the role or work again; nobody is asked twice', async () => {
      const made = await own.grace.post('/v1/principals', { kind: 'group', displayName: 'G', members: ['alan'] });
      const group = made.body.id ?? '';
      const approving =
        (await own.grace.post('/v1/roles', { id: unique('role'), displayName: 'Approving' })).body.id ?? '';
      const [joins, holds, works] = [await own.person(), await own.person(), await own.person()];
      await own.change(works, { enabled: false });
      await own.change(group, { addMembers: [works] });
      const roleId = await own.role('ada', [inGroup(group), { kind: 'role', id: approving }]);
      const id = await own.ask('ada', roleId);
      await stack.settled();
      const alan = asks('alan');

      await own.change(group, { addMembers: [joins] });
      const active = { principalIds: [holds], roleId: approving, type: 'active', permanent: true, justification: 'x' };
      await own.grace.post('/v1/assignments', active);
      await own.change(works, { enabled: true });
      await stack.settled();

      const mails = [joins, holds, works].map((who) => stack.mails(`${who}@example.test`).length);
      expect([mails, asks('alan') - alan]).toEqual([[1, expect.any(Number), 1], 0]);
      expect(stack.mails(`${holds}@example.test`).filter(({ text }) => readLetter(text))).toHaveLength(1);
      expect((await show(stack, id)).status).toBe('pending_approval');
    });
  });
});
