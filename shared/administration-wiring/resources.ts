import { directoryStore } from '#shared/dynamodb/directory-store';
import { removalStore } from '#shared/dynamodb/removal-store';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { searchStore } from '#shared/dynamodb/search-store';
import { resourceHandlers } from '#shared/http/administration/resources';
import { activationPorts, type TableNeeds } from '#shared/wiring';

/** The tree of resources. */
export const wireResources = (needs: TableNeeds) =>
  resourceHandlers({
    ...activationPorts(needs),
    removals: removalStore(needs),
    searches: searchStore(needs.table),
    directory: directoryStore(needs),
    resourceTree: resourceTreeStore(needs),
  });
