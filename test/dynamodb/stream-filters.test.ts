import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '#infra/local/stream-filter';
import type { RightEnding } from '#shared/domain/right-ending';
import { activationItem } from '#shared/dynamodb/activation-item';
import { endingItem } from '#shared/dynamodb/ending-writes';
import { indexKeys } from '#shared/dynamodb/index-keys';
import { dispatchFilters, isPutOff, notifyFilters } from '#shared/dynamodb/stream-filters';
import { active, approved, cancelled, NOON, pending, revoking } from '#test/support/activations';

const ending: RightEnding = {
  id: 'end_1',
  cause: { reason: 'role_disabled', roleId: 'exchange-administrator' },
  actor: { id: 'prn_grace', displayName: 'Grace Hopper' },
  at: NOON,
  pages: 0,
};
const ofEnding = { ...endingItem(ending, NOON), entity: 'ending' };
const ofActivation = (activation: Parameters<typeof activationItem>[0]) => ({
  ...activationItem(activation),
  entity: 'activation',
});

const wakes = (filters: readonly object[], eventName: string, item: Record<string, unknown>) => {
  const image = eventName === 'REMOVE' ? {} : { NewImage: marshall(item, { removeUndefinedValues: true }) };
  return filters.some((filter) => matchesPattern(filter, { eventName, dynamodb: image }));
};

describe('dispatch is woken', () => {
  it.each([
    ['a right that went', 'INSERT', ofEnding, true],
    ['a page that was worked off', 'MODIFY', { ...ofEnding, pages: 1, cursor: 'a' }, true],
    ['an ending that is over', 'REMOVE', ofEnding, false],
    ['a request', 'INSERT', ofActivation(pending()), true],
    ['an approval', 'MODIFY', ofActivation(approved()), true],
    ['a cancellation', 'MODIFY', ofActivation(cancelled()), true],
    ['a revocation', 'MODIFY', ofActivation(revoking({ outcome: 'revoked' })), true],
    ['an end that came by time', 'MODIFY', ofActivation(revoking()), false],
    ['an access that was given', 'MODIFY', ofActivation(active()), false],
  ])('by %s (%s): %s', (_, eventName, item, expected) => {
    expect(wakes(dispatchFilters, eventName, item)).toBe(expected);
  });

  it('by no more patterns than Lambda takes for a mapping, which are five', () => {
    expect(dispatchFilters.length).toBeLessThanOrEqual(5);
    expect(notifyFilters.length).toBeLessThanOrEqual(5);
  });
});

it('notify hears of no ending: what it ends has events of its own', () => {
  expect(wakes(notifyFilters, 'INSERT', ofEnding)).toBe(false);
});

describe('a change by which the sweeper only put something off', () => {
  it.each([
    ['an activation', { ...ofActivation(revoking()), ...indexKeys.putOff('act_1', NOON, NOON, 1) }, true],
    ['an ending that failed', { ...endingItem({ ...ending, failedPasses: 1, restsUntil: NOON }, NOON) }, true],
    ['an ending that is worked off', ofEnding, false],
    ['an activation that is revoked', ofActivation(revoking()), false],
    ['an activation that is cancelled and due no more', ofActivation(cancelled()), false],
  ])('is told from others: %s', (_, item, expected) => {
    expect(isPutOff(item)).toBe(expected);
  });
});
