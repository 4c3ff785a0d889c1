import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Activation, isHeldAt } from '#shared/domain/activation';
import {
  active,
  approved,
  cancelled,
  denied,
  ended,
  NOON,
  noonPlus,
  pending,
  plusMilliseconds,
  provisioning,
  revoking,
  timedOut,
} from '#test/support/activations';

const END = noonPlus(60);

describe('ACT-9: a role is held', () => {
  it.each([
    ['from the activation on', NOON, true],
    ['until a millisecond before the end', plusMilliseconds(END, -1), true],
    ['no more at the end, whatever sweepers do', END, false],
    ['no more after the end', noonPlus(9999), false],
  ])('%s', (_, now, expected) => {
    expect(isHeldAt(active(), now)).toBe(expected);
  });

  it.each([pending(), approved(), provisioning(), revoking(), ended(), denied(), timedOut(), cancelled()])(
    'not while the activation is $status',
    (activation) => {
      expect(isHeldAt(activation, NOON)).toBe(false);
    },
  );

  it('not by an active one whose end nobody knows', () => {
    expect(isHeldAt({ status: 'active' }, NOON)).toBe(false);
  });
});

describe('an activation read from the table', () => {
  it.each([
    ['of an unknown status', { ...pending(), status: 'paused' }],
    ['without a status', { ...pending(), status: undefined }],
    ['pending without what was asked of approvers', { ...pending(), approval: undefined }],
    ['active without an end', { ...active(), endsAt: undefined }],
    ['active until an end that is no instant', { ...active(), endsAt: 'tonight' }],
    ['provisioning without the end of the attempt', { ...provisioning(), grantAttemptUntil: undefined }],
    ['revoking without a reason to', { ...revoking(), outcome: undefined }],
    ['ended in an unknown way', { ...ended(), outcome: 'forgotten' }],
    ['bound to an unknown provider', { ...active(), provider: { kind: 'telepathy' } }],
  ])('is no activation when it is %s', (_, item) => {
    expect(v.is(Activation, item)).toBe(false);
  });
});
