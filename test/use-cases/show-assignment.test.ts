import { describe, expect, it } from 'vitest';
import { listAssignments, showAssignment } from '#shared/use-cases/show-assignment';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  grace,
  mallory,
  margaret,
  operators,
  robot,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { organization } from './assignment-steps.ts';
import { callerOf } from './steps.ts';

const open = useWorlds();
const own = assignment(ada, EXCHANGE, 'eligible');
const groups = assignment(operators, EXCHANGE, 'eligible');

describe('an assignment', () => {
  it.each([
    ['its holder', ada, own],
    ['a member of the group that holds it', margaret, groups],
    ['a Privileged Role Administrator', grace, own],
    ['a Security Administrator', alan, groups],
  ])('is shown to %s, with the names', async (_, who, one) => {
    const world = await organization(open);

    const shown = await showAssignment(one.id, await callerOf(world, who), world);

    expect(shown).toEqual({
      assignment: one,
      holderEnabled: true,
      principalName: one === own ? ada.displayName : operators.displayName,
      roleName: EXCHANGE,
      createdBy: { id: grace.id, displayName: grace.displayName },
    });
  });

  it.each([
    ['a stranger', mallory, own],
    ['another holder of the role', margaret, own],
    ['somebody outside the group', ada, groups],
    ['a workload', robot, own],
    ['an administrator, when there is none', grace, { id: 'asg_none' }],
  ])('is not there for %s', async (_, who, { id }) => {
    const world = await organization(open);

    await expect(showAssignment(id, await callerOf(world, who), world)).rejects.toEqual(
      refused('assignment_not_found'),
    );
  });
});

describe('the list of assignments', () => {
  it('costs the page, and two requests for all the names', async () => {
    const world = await organization(open);
    const before = world.table.requests.length;

    const { items } = await listAssignments({ roleId: EXCHANGE }, { limit: 25 }, world);

    expect(items.map(({ principalName }) => principalName).sort()).toEqual([operators.displayName, ada.displayName]);
    expect(world.table.requests.slice(before)).toEqual(['Query', 'BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });
});
