import { reviewHandlers } from '#shared/http/administration/reviews';
import { revocationHandlers } from '#shared/http/administration/revocations';
import { activationPorts, entitlementPort, type TableNeeds } from '#shared/wiring';

/** What administrators do about activations of others: end them, and sign off those without approval. */
export const wireRevocations = (needs: TableNeeds) =>
  revocationHandlers({ ...activationPorts(needs), ...entitlementPort(needs) });
export const wireReviews = (needs: TableNeeds) => reviewHandlers(activationPorts(needs));
