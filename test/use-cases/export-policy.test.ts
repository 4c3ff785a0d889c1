import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { composePolicy } from '#shared/domain/policy/compose-policy';
import type { PolicyEntry } from '#shared/domain/policy/policy-entry';
import { defaultSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { exportPolicy } from '#shared/use-cases/export-policy';
import { createResource } from '#shared/use-cases/shape-tree';
import { ada, assignment, EXCHANGE, grace, mallory, operators, role } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { organization } from './assignment-steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

/** Everything there is, by pages of so many; no page holds more. */
async function exported(limit = 100): Promise<PolicyEntry[]> {
  const entries: PolicyEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await exportPolicy({ limit, cursor }, world);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    entries.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return entries;
}

const place = (id: string, parentId?: string) =>
  createResource({ id, displayName: id, kind: 'organizational_unit', ...(parentId ? { parentId } : {}) }, grace, world);

describe('exporting the configuration', () => {
  it('says what stands, by natural keys: nothing Lapse made up, nobody who is only a person, no name of an approver', async () => {
    await place('production');
    await place('europe', 'production');
    const override = { roleId: EXCHANGE, resourceId: 'europe', version: 1, settings: defaultSettings };
    await world.directory.addSettings(override, grace);
    const later = { id: 'asg_later', startsAt: plusMinutes(NOON, 60), endsAt: plusMinutes(NOON, 120) };
    await world.directory.addAssignment(assignment(mallory, EXCHANGE, 'active', later), grace);

    const document = composePolicy(await exported());

    expect(document.resources).toEqual({
      production: { kind: 'organizational_unit', displayName: 'production' },
      europe: { kind: 'organizational_unit', displayName: 'europe', parent: 'production' },
    });
    expect(document.groups).toEqual({ [operators.id]: { displayName: 'Operators', members: ['prn_margaret'] } });
    expect(document.roles?.[EXCHANGE]).toMatchObject({
      displayName: EXCHANGE,
      provider: { kind: 'directory' },
      settings: { maximumDurationMinutes: 480, approval: { approvers: [{ user: grace.id }, { user: 'prn_alan' }] } },
      at: { europe: { maximumDurationMinutes: 60 } },
      eligible: [{ principal: operators.id }, { principal: ada.id, justification: 'for the tests' }],
      active: [{ principal: mallory.id, from: later.startsAt, until: later.endsAt }],
    });
    expect(JSON.stringify(document)).not.toMatch(/asg_|act_|issuer|example\.test|revision/);
  });

  it('leaves out what has ended and what is archived, and says what is disabled', async () => {
    const ended = { id: 'asg_ended', endsAt: plusMinutes(NOON, -1) };
    await world.directory.addAssignment(assignment(mallory, EXCHANGE, 'eligible', ended), grace);
    await world.directory.addRole(role('old', { enabled: false, archived: true }), grace);
    await world.directory.addRole(role('paused', { enabled: false }), grace);
    await world.table.edit(keys.principal(operators.id), { enabled: false });

    const { roles, groups } = composePolicy(await exported());

    expect(roles).not.toHaveProperty('old');
    expect(roles?.paused).toMatchObject({ enabled: false });
    expect(groups?.[operators.id]).toMatchObject({ enabled: false });
    expect(JSON.stringify(roles)).not.toContain(ended.endsAt);
  });

  it('comes to the same whatever the pages, in an order in which nothing precedes what it rests on', async () => {
    // Ids in another order than the tree.
    for (const [id, parent] of [['z-top'], ['m-middle', 'z-top'], ['a-bottom', 'm-middle']] as const)
      await place(id, parent);
    const whole = await exported();

    for (const limit of [1, 4]) expect(await exported(limit)).toEqual(whole);
    const places = whole.flatMap((entry) => (entry.kind === 'resource' ? [entry.resourceId] : []));
    expect(places).toEqual(['z-top', 'm-middle', 'a-bottom']);
    const kinds = [...new Set(whole.map(({ kind }) => kind))];
    expect(kinds).toEqual(['resource', 'group', 'member', 'role', 'settings', 'assignment']);
  });

  it.each(['', '7.1.0..', '0.1.0', 'abc', '1.1.0.!.', '0.1.0..\n'])(
    'is refused for a cursor that is not ours: %j',
    async (cursor) => {
      await expect(exportPolicy({ limit: 5, cursor }, world)).rejects.toThrow(refused('invalid_cursor'));
    },
  );
});
