import { describe, expect, it } from 'vitest';
import { linkAnswer } from '#shared/http/link-answer';
import { active, approved, denied, extending, pending } from '#test/support/activations';

describe('the answer to a decision by link', () => {
  it.each([
    [pending(), 'approve', { status: 'pending_approval' }],
    [approved(), 'approve', { status: 'approved' }],
    [denied(), 'deny', { status: 'denied' }],
    [extending(), 'approve', { status: 'active', extensionWaits: true }],
    [active(), 'approve', { status: 'active', extensionWaits: false }],
  ] as const)(
    'says what became of it, and of an extension whether it still waits',
    (activation, decision, expected) => {
      expect(linkAnswer(activation, decision)).toEqual({ ...expected, decision });
    },
  );
});
