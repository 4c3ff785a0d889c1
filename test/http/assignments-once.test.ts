import { beforeEach, describe, expect, it } from 'vitest';
import { noonPlus } from '#test/support/activations';
import { EXCHANGE, mallory, margaret, robot } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { createAdministration } from './assignments-world.ts';

const open = useWorlds();
const DAY = 24 * 60;
let administration: Awaited<ReturnType<typeof createAdministration>>;
beforeEach(async () => {
  administration = await createAdministration(open);
});
const ask: (typeof administration)['ask'] = (...given) => administration.ask(...given);
const good = { principalIds: [mallory.id], roleId: EXCHANGE, type: 'active', justification: 'Joined the team' };
const assign = async (changes: object = {}, headers = {}) =>
  ask('createAssignments', { body: { ...good, ...changes }, headers });
const added = async (changes: object = {}) => {
  const { body } = await assign(changes);
  return Object(body.results)[0].assignment as { id: string };
};

describe('an Idempotency-Key', () => {
  const key = { 'idempotency-key': 'key-1' };

  it.each([
    ['one', [mallory.id], 201],
    ['several', [mallory.id, margaret.id, robot.id], 200],
  ])('answers a retry for %s again, and refuses another body', async (_, principalIds, status) => {
    const wanted = { principalIds, type: 'eligible' };
    const first = await assign(wanted, key);

    const again = await assign(wanted, key);

    expect([first.status, again.status, again.text]).toEqual([status, status, first.text]);
    expect(await assign({ ...wanted, permanent: true }, key)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('sent twenty times at once assigns once; who comes before the answer is kept meets the assignment', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => assign({}, key)));

    const told = new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text));
    const others = answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect(told.size).toBe(1);
    expect(others).toEqual(Array(others.length).fill('assignment_overlaps'));
    expect((await assign({}, key)).text).toBe([...told][0]);
  });

  it('keeps no refusal', async () => {
    const later = { endsAt: noonPlus(60), startsAt: noonPlus(30) };
    const { id } = await added(later);
    expect(await assign({}, key)).toMatchObject({ status: 409 });
    await ask('removeAssignment', { path: { id } });

    expect(await assign({}, key)).toMatchObject({ status: 201 });
  });

  it('works for a request to extend, too, of one assignment and no other', async () => {
    const { id } = await added({ endsAt: noonPlus(DAY) });
    const body = { endsAt: noonPlus(9 * DAY), justification: 'Needed' };
    const extend = () => ask('requestExtension', { path: { id }, body, headers: key }, mallory.id);

    const [first, again] = [await extend(), await extend()];

    expect([first.status, again.text]).toEqual([202, first.text]);
    const other = await added({ type: 'eligible', endsAt: noonPlus(DAY) });
    const second = await ask('requestExtension', { path: { id: other.id }, body, headers: key }, mallory.id);
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  });

  it('that is no key is refused', async () => {
    expect(await assign({}, { 'idempotency-key': 'two words' })).toMatchObject({ status: 400 });
  });
});
