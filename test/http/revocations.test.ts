import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { revocationHandlers } from '#shared/http/administration/revocations';
import { revocationAnswers } from '#shared/http/answers/revocations';
import { RevokeBody } from '#shared/http/schemas/revocations';
import { whateverThereIs } from '#shared/use-cases/expectation';
import { grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { activate, callerOf, worldWithoutApproval } from '#test/use-cases/steps';

const open = useWorlds();

describe('the reason of a revocation', () => {
  it.each([['x'], ['x'.repeat(1000)], ['Left the company\n\tsince Monday']])('may be %j', (reason) => {
    expect(v.is(RevokeBody, { reason })).toBe(true);
  });

  it.each([
    ['absent', {}],
    ['empty', { reason: '' }],
    ['blank', { reason: ' \n\t ' }],
    ['blank to the eye (T-56)', { reason: '\u200B\u3164' }],
    ['longer than 1,000 characters', { reason: 'x'.repeat(1001) }],
    ['no text', { reason: 7 }],
    ['null', { reason: null }],
    ['with controls', { reason: 'a\0b' }],
    ['with half a character', { reason: '\ud800' }],
    ['beside an outcome of one’s own', { reason: 'x', outcome: 'expired' }],
  ])('may not be %s', (_, body) => {
    expect(v.is(RevokeBody, body)).toBe(false);
  });
});

describe('a revocation', () => {
  it('is answered with the activation as the schema of answers says', async () => {
    const world = await worldWithoutApproval(open);
    const { id } = await activate(world);
    const { revokeActivation } = revocationHandlers(world);
    const caller = await callerOf(world, grace);

    const request = { body: { reason: 'Left' }, caller, path: { id }, query: undefined, headers: {}, method: 'POST' };
    const rest = { url: '', claims: { iss: '', sub: '', exp: 0 }, dryRun: false, expectation: whateverThereIs };
    const answer = await revokeActivation({ ...request, ...rest });

    expect(answer.status).toBe(200);
    expect(v.parse(revocationAnswers.revokeActivation[200], answer.body)).toEqual(answer.body);
    expect(answer.body).toMatchObject({ id, status: 'revoking', outcome: 'revoked', reason: 'Left' });
  });
});
