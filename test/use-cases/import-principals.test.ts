import { beforeEach, describe, expect, it } from 'vitest';
import type { PrincipalLine } from '#shared/domain/principal-import';
import { Refusal } from '#shared/domain/refusal';
import { importPrincipals } from '#shared/use-cases/import-principals';
import { ada, alan, EXCHANGE, grace, ISSUER, mallory } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { expectChains, organization } from './assignment-steps.ts';
import { ask, callerOf, stored } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

async function importing(lines: readonly (PrincipalLine | Refusal)[], by = grace) {
  const results = await importPrincipals(lines, await callerOf(world, by), world);
  return results.map(({ outcome, refusal }) => refusal?.code ?? outcome);
}
const importEvents = async () => (await expectChains(world)).filter(({ type }) => type === 'principals.imported');
const people: PrincipalLine[] = [
  { id: 'katherine', displayName: 'Katherine', email: 'katherine@example.test' },
  { issuer: ISSUER, subject: 'mary', kind: 'guest', displayName: 'Mary' },
  { id: 'gone', displayName: 'Gone', enabled: false },
];

describe('importing people', () => {
  it('adds each by the rules and with the event of a single call, and one event for all', async () => {
    const outcomes = await importing([...people, { id: ada.id, displayName: 'Ada L.' }, new Refusal('invalid_input')]);

    expect(outcomes).toEqual(['created', 'created', 'created', 'differs', 'invalid_input']);
    expect(await world.principals.find('katherine')).toMatchObject({ addressedBy: { id: grace.id }, enabled: true });
    expect(await world.principals.find('gone')).toMatchObject({ enabled: false });
    expect(await world.principals.find(ada.id)).toEqual(ada);
    const mary = await world.principals.findIdByIdentity(ISSUER, 'mary');
    expect(await importEvents()).toEqual([
      {
        type: 'principals.imported',
        subject: { kind: 'import', id: expect.stringMatching(/^imp_/) },
        details: { created: ['katherine', mary, 'gone'], disabled: [], lines: 5, refused: 1 },
      },
    ]);
  });

  it('changes nothing when it is sent again, and leaves no event then', async () => {
    await importing(people);
    const before = await world.exportTable();

    expect(await importing(people)).toEqual(['same', 'same', 'same']);
    expect(await world.exportTable()).toEqual(before);
  });

  it('goes on where it broke off: after a crash in between it comes to the same', async () => {
    await importing(people.slice(0, 1));

    expect(await importing(people)).toEqual(['same', 'created', 'created']);
    expect(await importing(people)).toEqual(['same', 'same', 'same']);
  });

  it('disables who leaves, with all that ends by it', async () => {
    const { id } = await ask(world);

    expect(await importing([{ id: ada.id, displayName: 'Another name', enabled: false }])).toEqual(['disabled']);

    expect(await world.principals.find(ada.id)).toMatchObject({ enabled: false, displayName: 'ada' });
    const causes = (await world.exportTable()).filter(({ entity }) => entity === 'ending').map(({ cause }) => cause);
    expect(causes).toEqual([{ reason: 'principal_disabled', principalId: ada.id, kind: 'user' }]);
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval' });
  });

  it('never disables the last administrator (ONB-4)', async () => {
    expect(
      await importing([
        { id: grace.id, enabled: false },
        { id: mallory.id, enabled: false },
      ]),
    ).toEqual(['last_administrator', 'disabled']);
    expect(await world.principals.find(grace.id)).toMatchObject({ enabled: true });
  });

  it('withdraws own requests of whoever disables an approver by it (T-59)', async () => {
    const another = { roleId: 'privileged-role-administrator', id: 'asg_ada_administers' };
    await world.directory.addAssignment(
      {
        ...another,
        principalId: ada.id,
        resourceId: '/',
        type: 'active',
        startsAt: NOON,
        endsAt: '2027-01-01T00:00:00.000Z',
        justification: 'x',
        createdAt: NOON,
        createdBy: grace.id,
        revision: 1,
      },
      grace,
    );
    const { id } = await ask(world, { roleId: EXCHANGE });

    expect(await importing([{ id: alan.id, enabled: false }], ada)).toEqual(['disabled']);

    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'changed_by_requester' });
  });

  it('takes of several lines about one account the first', async () => {
    const repeated = [
      { id: 'mary', displayName: 'Mary', issuer: ISSUER, subject: 'm' },
      { id: 'mary', displayName: 'Mary', enabled: false },
      { issuer: ISSUER, subject: 'm', displayName: 'Mary' },
    ];

    expect(await importing(repeated)).toEqual(['created', 'import_named_twice', 'import_named_twice']);
  });

  it('as a rehearsal answers the same and changes nothing', async () => {
    const before = await world.exportTable();

    const { outcome } = await world.rehearsals.rehearse(() => importing([...people, { id: ada.id, enabled: false }]));

    expect(outcome).toEqual(['created', 'created', 'created', 'disabled']);
    expect(await world.exportTable()).toEqual(before);
  });

  it('leaves what it has no time for, and takes it when it is sent again', async () => {
    const slow = {
      ...world,
      now: () => {
        world.passMinutes(0.2);
        return world.now();
      },
    };
    const lines = Array.from({ length: 20 }, (_, place) => ({ id: `p${place}`, displayName: 'P' }));

    const results = await importPrincipals(lines, await callerOf(world, grace), slow);

    expect(results.filter(({ refusal }) => refusal?.code === 'busy')).not.toEqual([]);
    expect(new Set(await importing(lines))).toEqual(new Set(['same', 'created']));
  });
});
