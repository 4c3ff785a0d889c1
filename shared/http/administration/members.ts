import type { Ports } from '#shared/ports';
import { listMembers, listRoleMembers } from '#shared/use-cases/list-members';
import type { Handlers } from '../api.ts';
import { exportForm } from '../export-form.ts';
import { reportAnswer } from '../report-answer.ts';

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
  'ticket.number',
  'ticket.system',
] as const;

/** Who holds what, and who may. */
export function memberHandlers(ports: Needs) {
  return {
    listRoleMembers: async ({ path, query: { resourceId, format, ...page }, headers, url }) => {
      const form = exportForm({ format, ...page }, headers.accept);
      const members = await listRoleMembers({ roleId: path.id ?? '', resourceId, page }, ports);
      return reportAnswer(members, columns, form, url);
    },
    listMembers: async ({ query, headers, url }) => {
      const form = exportForm(query, headers.accept);
      return reportAnswer(await listMembers(query, ports), columns, form, url);
    },
  } satisfies Partial<Handlers<'administration'>>;
}
