import * as v from 'valibot';
import { administratorRoles } from '#shared/domain/role';
import { type NewId, type Now, Stale } from '#shared/ports';
import type { Onboardings } from '#shared/ports/onboardings';
import { firstCountWrite, STANDING } from './administrator-count.ts';
import { newAssignmentWrites, newPrincipalWrites, roleItem } from './directory-items.ts';
import { eventWrite } from './events.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

const OnboardingItem = v.object({
  consentedBy: v.string(),
  consentedAt: v.string(),
  directoryRolesBy: v.exactOptional(v.string()),
  directoryRolesAt: v.exactOptional(v.string()),
});

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** The consent that opens Lapse, and everything it creates, in one transaction (ONB-2). */
export function onboardingStore({ table, tableName, newId, now }: Needs): Onboardings {
  const forms = writesFor(tableName);
  return {
    async find() {
      const item = await table.get(keys.onboarding());
      return item && v.parse(OnboardingItem, item);
    },
    async consent({ principal, assignments }, onboarding, draft) {
      const known = await table.get(keys.principal(principal.id));
      try {
        await table.write([
          // Nothing is older than names that are found (`search-store.ts`).
          forms.putNew(keys.onboarding(), 'onboarding', { ...onboarding, named: 'all' }),
          ...administratorRoles.map((role) => forms.putNew(keys.role(role.id), 'role', roleItem(role))),
          firstCountWrite(forms),
          ...(known
            ? [forms.update(keys.principal(principal.id), { [STANDING]: true }, { enabled: true })]
            : newPrincipalWrites(forms, principal, true)),
          ...assignments.flatMap((assignment) => newAssignmentWrites(forms, assignment)),
          eventWrite(forms, newId, draft, { kind: 'organization', id: 'onboarding' }, 1, now()),
        ]);
        return true;
      } catch (error) {
        if (error instanceof Stale && (await table.get(keys.onboarding()))) return false;
        throw error;
      }
    },
  };
}
