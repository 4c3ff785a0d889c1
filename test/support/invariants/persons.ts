import type { Accounts } from '#shared/domain/person';
import type { Facts } from './facts.ts';

/**
 * Whose accounts everybody's were at an instant, by the record: as they stood before it, and after each change of that very
 * instant, because which of them something else came before or after cannot be told.
 */
export function accountsAround({ events, principals }: Facts, at: string): Accounts[] {
  const changes = events.filter(({ type, details }) => type.startsWith('principal.') && 'personId' in details);
  const before = changes.filter((change) => change.at < at);
  const during = changes.filter((change) => change.at === at);
  return [0, ...during.keys().map((place) => place + 1)].map((count) => {
    const made = [...before, ...during.slice(0, count)];
    return principals.map((principal) => {
      const own = (list: typeof changes) => list.filter(({ subject }) => subject.id === principal.id);
      const last = own(made).at(-1);
      if (!last && own(changes).length === 0) return principal;
      const { personId: _now, ...account } = principal;
      return last ? { ...account, personId: String(last.details.personId) } : account;
    });
  });
}
