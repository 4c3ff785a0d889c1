import { assignmentStore } from '#shared/dynamodb/assignment-store';
import { extensionStore } from '#shared/dynamodb/extension-store';
import { assignmentHandlers } from '#shared/http/administration/assignments';
import type { Ports } from '#shared/ports';
import { activationPorts, type TableNeeds } from '#shared/wiring';

/** What the sweeper settles besides activations. */
export function assignmentPorts(needs: TableNeeds) {
  return { assignments: assignmentStore(needs), extensions: extensionStore(needs) } satisfies Partial<Ports>;
}

/** Who is assigned what, and extensions of it. */
export const wireAssignments = (needs: TableNeeds) =>
  assignmentHandlers({ ...activationPorts(needs), ...assignmentPorts(needs) });
