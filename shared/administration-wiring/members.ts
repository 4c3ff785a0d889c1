import { memberListsStore } from '#shared/dynamodb/member-lists-store';
import { memberHandlers } from '#shared/http/administration/members';
import { decidingPorts, type TableNeeds } from '#shared/wiring';

/** Who holds what. */
export const wireMembers = (needs: TableNeeds) =>
  memberHandlers({ ...decidingPorts(needs), memberLists: memberListsStore(needs.table) });
