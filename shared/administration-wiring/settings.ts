import { readEnvironment } from '#shared/config';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { settingsRecordsStore } from '#shared/dynamodb/settings-records-store';
import { settingsHandlers } from '#shared/http/administration/settings';
import { activationPorts, type TableNeeds } from '#shared/wiring';

/** The settings of roles, and how they were before. */
export const wireSettings = (needs: TableNeeds) =>
  settingsHandlers({
    ...activationPorts(needs),
    resourceTree: resourceTreeStore(needs),
    settingsRecords: settingsRecordsStore(needs),
    authenticationContexts: readEnvironment('stepUp').AUTHENTICATION_CONTEXTS,
  });
