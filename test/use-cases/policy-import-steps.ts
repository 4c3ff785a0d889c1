import { composePolicy } from '#shared/domain/policy/compose-policy';
import type { PolicyDocument } from '#shared/domain/policy/policy-document';
import { exportPolicy } from '#shared/use-cases/export-policy';
import { importPolicy } from '#shared/use-cases/import-policy';
import { ada, alan, grace } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { callerOf } from './steps.ts';

export const apiVersion = 'lapse/v1';
/** What each entry has come to, as `kind: outcome`, or the code of its refusal. */
export async function importing(
  world: World,
  document: Omit<PolicyDocument, 'apiVersion'>,
  by = grace,
  dryRun = false,
) {
  const results = await importPolicy({ apiVersion, ...document }, await callerOf(world, by), world, dryRun);
  return results.map(({ entry, outcome, refusal }) => `${entry.kind}: ${refusal?.code ?? outcome}`);
}
export async function exported(from: World): Promise<PolicyDocument> {
  return composePolicy((await exportPolicy({ limit: 1000 }, from)).items);
}

/** A document that says something of every kind. */
export const whole: Omit<PolicyDocument, 'apiVersion'> = {
  owner: 'platform-team',
  templates: { sensitive: { maximumDurationMinutes: 60, mfa: { require: 'fresh', maxAgeMinutes: 15 } } },
  resources: { payments: { kind: 'account', parent: 'production' }, production: { kind: 'organizational_unit' } },
  groups: { leads: { displayName: 'Leads', members: [grace.id, alan.id] } },
  roles: {
    dba: {
      displayName: 'Database Administrator',
      settings: { template: 'sensitive', approval: { required: true, approvers: [{ group: 'leads' }] } },
      at: { payments: { maximumDurationMinutes: 30 } },
      eligible: [{ principal: ada.id }, { principal: 'leads', at: 'payments', until: '2027-06-01T00:00:00.000Z' }],
    },
  },
};
export const allCreated = [
  ...['resource', 'resource', 'group', 'member', 'member', 'role', 'settings', 'settings'],
  ...['assignment', 'assignment'],
].map((kind) => `${kind}: created`);
