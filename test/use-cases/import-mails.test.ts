import { beforeEach, describe, expect, it } from 'vitest';
import { importPolicy } from '#shared/use-cases/import-policy';
import { sweep } from '#shared/use-cases/sweep';
import { grace, mallory, operators } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { expectChains, organization } from './assignment-steps.ts';
import { allCreated, apiVersion, importing, whole } from './policy-import-steps.ts';
import { callerOf, tell } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

describe('telling people of an import', () => {
  const told = () =>
    world.mailer.sent
      .splice(0)
      .map(({ to, subject }) => `${to.split('@')[0]}: ${subject}`)
      .sort();

  it('brings each who is told one mail about all of it', async () => {
    await importing(world, {
      groups: { [operators.id]: { members: [mallory.id] } },
      roles: {
        dba: {
          displayName: 'DBA',
          settings: { mfa: { require: 'none' } },
          eligible: [{ principal: mallory.id }, { principal: operators.id }],
        },
      },
    });
    await tell(world, 'policy.imported');

    const overview = 'Imported: 2 assignments, 1 member of a group, 1 settings entry, 1 role';
    const [mail] = world.mailer.to(mallory);
    const [ofGrace] = world.mailer.to(grace);
    expect(mail?.text).toContain('Through the group: Operators');
    expect(ofGrace?.text).toContain('Less protection: dba: A weaker second factor is enough.');
    expect(told()).toEqual([
      `alan: ${overview}`,
      `grace: ${overview}`,
      'mallory: Eligible: DBA and exchange-administrator',
      'margaret: Eligible: DBA',
    ]);
  });

  it('comes from the sweeper when the import broke off, about what it had added by then', async () => {
    const broken = {
      ...world,
      roleRecords: world.roleRecords,
      assignments: { ...world.assignments, add: async () => Promise.reject(new Error('Out of memory')) },
    };
    const document = { apiVersion, ...whole, owner: 'platform-team' } as const;
    await expect(importPolicy(document, await callerOf(world, grace), broken)).rejects.toThrow('Out of memory');
    expect(await expectChains(world)).not.toContainEqual(expect.objectContaining({ type: 'policy.imported' }));

    world.passMinutes(3);
    await sweep(world);

    const [event, ...more] = (await expectChains(world)).filter(({ type }) => type === 'policy.imported');
    expect([event?.details, more]).toMatchObject([
      { brokenOff: true, owner: 'platform-team', entries: { length: 8 } },
      [],
    ]);
    await tell(world, 'policy.imported');
    expect(world.mailer.to(grace)[0]?.text).toContain('The import broke off: send it again for the rest.');
    await sweep(world);
    expect((await expectChains(world)).filter(({ type }) => type === 'policy.imported')).toHaveLength(1);
    expect(await importing(world, whole)).toEqual(
      allCreated.map((one, place) => (place < 8 ? one.replace('created', 'same') : one)),
    );
  });
});
