import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { heldAdministratorRoles, identify } from '#shared/use-cases/caller';
import { consent } from '#shared/use-cases/consent';
import { grace, ISSUER } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { refusalOf } from './steps.ts';

const open = useWorlds();
const first = { issuer: ISSUER, subject: 'grace', displayName: 'Grace', email: 'grace@example.test', entitled: true };

describe('consenting', () => {
  it('makes the first one entitled a permanent holder of both administrator roles (ONB-2)', async () => {
    const world = await open();

    const onboarding = await consent(first, world);

    const view = await identify({ issuer: ISSUER, subject: 'grace' }, world);
    expect(onboarding).toEqual({ consentedBy: view.principal.id, consentedAt: NOON });
    expect(view.principal).toMatchObject({ kind: 'user', displayName: 'Grace', email: 'grace@example.test' });
    expect(heldAdministratorRoles(view, '2036-01-01T00:00:00.000Z')).toHaveLength(2);
  });

  it('is refused to anybody who is not entitled', async () => {
    const world = await open();

    const refusal = await refusalOf(world, () => consent({ ...first, entitled: false }, world));

    expect(refusal).toMatchObject({ code: 'not_entitled_to_consent' });
  });

  it('is refused to a disabled account', async () => {
    const world = await open();
    await world.directory.addPrincipal({ ...grace, enabled: false }, demonstration);

    expect(await refusalOf(world, () => consent(first, world))).toMatchObject({ code: 'principal_disabled' });
  });

  it('answers the second time, and somebody else, with the first consent and changes nothing', async () => {
    const world = await open();
    const onboarding = await consent(first, world);
    const before = await world.exportTable();

    expect(await consent(first, world)).toEqual(onboarding);
    expect(await consent({ ...first, subject: 'mallory' }, world)).toEqual(onboarding);

    expect(await world.exportTable()).toEqual(before);
  });

  it('by twenty at once has one winner, whom all are told', async () => {
    const world = await open();

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => consent({ ...first, subject: `p${at % 10}` }, world)),
    );

    expect(new Set(answers.map(({ consentedBy }) => consentedBy)).size).toBe(1);
    const items = await world.exportTable();
    expect(items.filter(({ entity }) => entity === 'principal')).toHaveLength(1);
    expect(items.filter(({ entity }) => entity === 'assignment')).toHaveLength(2);
    expect(items.filter(({ entity }) => entity === 'event')).toHaveLength(1);
  });
});

describe('whoever calls', () => {
  it('is known by issuer and subject, refused when unknown or disabled', async () => {
    const world = await open();
    await world.directory.addPrincipal({ ...grace, id: 'prn_off', subject: 'off', enabled: false }, demonstration);

    await expect(identify({ issuer: ISSUER, subject: 'nobody' }, world)).rejects.toMatchObject({
      code: 'unknown_principal',
    });
    await expect(identify({ issuer: ISSUER, subject: 'off' }, world)).rejects.toMatchObject({
      code: 'principal_disabled',
    });
  });
});
