import { invitationStore } from '#shared/dynamodb/invitation-store';
import { principalRecordStore } from '#shared/dynamodb/principal-record-store';
import { removalStore } from '#shared/dynamodb/removal-store';
import { searchStore } from '#shared/dynamodb/search-store';
import { principalHandlers } from '#shared/http/administration/principals';
import { activationPorts, callerPorts, type TableNeeds } from '#shared/wiring';

/** Who there is, and how they are invited. */
export const wirePrincipals = (needs: TableNeeds) =>
  principalHandlers({
    ...activationPorts(needs),
    removals: removalStore(needs),
    searches: searchStore(needs.table),
    ...callerPorts(needs),
    invitations: invitationStore(needs),
    principalRecords: principalRecordStore(needs),
  });
