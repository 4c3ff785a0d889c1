import type { Ports } from '#shared/ports';
import { listMembers, listRoleMembers } from '#shared/use-cases/list-members';
import type { Handlers } from '../api.ts';
import { refuseLongJson, reportAnswer } from '../report-answer.ts';

type Needs = Pick<Ports, 'roles' | 'memberLists' | 'now'>;

const columns = [
  'principal.id',
  'principal.displayName',
  'principal.kind',
  'roleId',
  'roleName',
  'resourceId',
  'state',
  'scheduled',
  'via.kind',
  'via.id',
  'via.displayName',
  'inheritedFrom',
  'assignmentId',
  'activationId',
  'startsAt',
  'endsAt',
] as const;

/** Who holds what, and who may. */
export function memberHandlers(ports: Needs) {
  return {
    listRoleMembers: async ({ path, query: { resourceId, ...page }, headers, url }) => {
      refuseLongJson(page.limit, headers.accept);
      const members = await listRoleMembers({ roleId: path.id ?? '', resourceId, page }, ports);
      return reportAnswer(members, columns, headers.accept, url);
    },
    listMembers: async ({ query, headers, url }) => {
      refuseLongJson(query.limit, headers.accept);
      return reportAnswer(await listMembers(query, ports), columns, headers.accept, url);
    },
  } satisfies Partial<Handlers<'administration'>>;
}
