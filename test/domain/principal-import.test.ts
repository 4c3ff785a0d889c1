import { describe, expect, it } from 'vitest';
import { judgeLine, type KnownPrincipals, type PrincipalLine } from '#shared/domain/principal-import';
import { ada, grace, ISSUER, operators, principal } from '#test/support/found-organization';

const nobody: KnownPrincipals = { byId: undefined, byIdentity: undefined };
const byId = (who = ada): KnownPrincipals => ({ byId: who, byIdentity: undefined });
const outcomeOf = (line: PrincipalLine, known: KnownPrincipals) => judgeLine(line, known);

describe('a line of an import', () => {
  it('adds whoever is not there, a user unless it says otherwise', () => {
    expect(outcomeOf({ id: 'mary', displayName: 'Mary' }, nobody)).toEqual({
      outcome: 'created',
      wanted: { id: 'mary', kind: 'user', displayName: 'Mary' },
    });
    expect(outcomeOf({ issuer: ISSUER, subject: '7', kind: 'guest', displayName: 'M' }, nobody)).toMatchObject({
      wanted: { kind: 'guest', issuer: ISSUER, subject: '7' },
    });
  });

  it('adds somebody who is disabled as disabled', () => {
    expect(outcomeOf({ id: 'mary', displayName: 'Mary', enabled: false }, nobody)).toMatchObject({
      wanted: { enabled: false },
    });
  });

  it.each<[string, PrincipalLine, KnownPrincipals]>([
    ['by id', { id: ada.id, displayName: 'ada', email: 'ada@example.test', enabled: true }, byId()],
    ['by issuer and subject', { issuer: ISSUER, subject: 'ada' }, { byId: undefined, byIdentity: ada }],
    [
      'when a leaver has left already',
      { id: ada.id, enabled: false, displayName: 'x' },
      byId({ ...ada, enabled: false }),
    ],
  ])('says the same of whom it names: %s', (_, line, known) => {
    expect(outcomeOf(line, known)).toMatchObject({ outcome: 'same' });
  });

  it.each<[string[], PrincipalLine, KnownPrincipals]>([
    [['displayName', 'email'], { id: ada.id, displayName: 'Ada L.', email: 'ada@new.test' }, byId()],
    [['kind'], { id: ada.id, kind: 'guest' }, byId()],
    [['subject'], { id: ada.id, issuer: ISSUER, subject: 'mallory' }, byId()],
    [['personId'], { id: ada.id, personId: grace.id }, byId()],
    [['id'], { id: 'another', issuer: ISSUER, subject: 'ada' }, { byId: undefined, byIdentity: ada }],
    [['enabled'], { id: ada.id, enabled: true }, byId({ ...ada, enabled: false })],
  ])('differs in %j from whom it names, and changes nothing', (fields, line, known) => {
    expect(outcomeOf(line, known)).toMatchObject({ outcome: 'differs', fields });
  });

  it('of a leaver disables, whatever else it says by now', () => {
    expect(outcomeOf({ id: ada.id, displayName: 'Ada L.', enabled: false }, byId())).toEqual({
      outcome: 'disabled',
      principal: ada,
    });
    expect(
      outcomeOf({ issuer: ISSUER, subject: 'ada', enabled: false }, { byId: undefined, byIdentity: ada }),
    ).toMatchObject({ outcome: 'disabled' });
  });

  it.each<[string, PrincipalLine, KnownPrincipals]>([
    ['invalid_input', { displayName: 'Mary' }, nobody],
    ['invalid_input', { displayName: 'Mary', issuer: ISSUER }, nobody],
    ['invalid_input', { id: 'mary' }, nobody],
    ['principal_not_found', { id: 'mary', enabled: false }, nobody],
    ['principal_exists', { id: operators.id, enabled: false }, byId(operators)],
    ['principal_exists', { id: 'bot' }, byId(principal('bot', { kind: 'workload' }))],
    [
      'identity_taken',
      { id: ada.id, issuer: ISSUER, subject: 'grace', enabled: false },
      { byId: ada, byIdentity: grace },
    ],
  ])('is refused: %s, for %j', (code, line, known) => {
    expect(() => judgeLine(line, known)).toThrow(expect.objectContaining({ code }));
  });
});
