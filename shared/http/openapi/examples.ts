import type * as v from 'valibot';
import { plusMinutes } from '#shared/domain/instant';
import type { Operation, routes } from '../routes.ts';

type Taking = { [O in Operation]: (typeof routes)[O] extends { body: v.GenericSchema } ? O : never }[Operation];
type BodyOf<O extends Operation> = (typeof routes)[O] extends { body: infer S extends v.GenericSchema }
  ? v.InferInput<S>
  : never;

const MONTH_MINUTES = 30 * 24 * 60;
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl';
const mayAdaPass = {
  subject: { type: 'user', id: 'ada' },
  action: { name: 'use' },
  resource: { type: 'role', id: 'exchange-administrator' },
};

/**
 * What a caller may send to each route that takes a body: the demo organization accepts it as it stands, but for tokens
 * and codes that only a mail has.
 *
 * @param today midnight, ISO 8601 UTC, because ends have to lie ahead
 */
export function bodyExamples(today: string): { readonly [O in Taking]: BodyOf<O> } {
  return {
    ...selfService,
    ...approvals,
    ...assignments(plusMinutes(today, MONTH_MINUTES)),
    ...administration,
    evaluate: mayAdaPass,
    evaluateSeveral: {
      ...mayAdaPass,
      evaluations: [{ resource: mayAdaPass.resource }, { resource: { type: 'role', id: 'user-administrator' } }],
    },
  };
}

const selfService = {
  activate: {
    items: [{ roleId: 'exchange-administrator', durationMinutes: 60 }],
    justification: 'Mail queue is stuck',
    ticket: { number: 'INC-1042' },
  },
  cancelActivation: {},
  deactivateActivation: {},
  extendActivation: { additionalMinutes: 30, justification: 'The queue is still being worked off' },
  redeemInvitation: { code: 'K3QX-7M2P-9WRT' },
} satisfies Partial<{ [O in Taking]: BodyOf<O> }>;

const approvals = {
  decide: { decision: 'approve', justification: 'Go ahead' },
  decideSeveral: {
    items: [{ activationId: 'act_01KB8ZQ4E5T7V9W1X3Y5Z7A9B1', decision: 'approve' }],
    justification: 'Go ahead',
  },
  previewDecision: { token: TOKEN },
  decideByLink: { token: TOKEN, decision: 'approve', matchCode: 'CFG7', justification: 'Go ahead' },
  renewLink: { token: TOKEN },
} satisfies Partial<{ [O in Taking]: BodyOf<O> }>;

const assignments = (endsAt: string) =>
  ({
    createAssignments: {
      principalIds: ['mallory'],
      roleId: 'helpdesk-administrator',
      type: 'eligible',
      permanent: true,
      justification: 'Joins the helpdesk',
    },
    changeAssignment: { endsAt, ticket: { number: 'CHG-1042', system: 'ServiceNow' } },
    makeEligible: {},
    makeActive: {},
    requestExtension: { endsAt, justification: 'The project goes on' },
    decideExtension: { decision: 'approve', justification: 'Until the project ends' },
  }) satisfies Partial<{ [O in Taking]: BodyOf<O> }>;

const administration = {
  consent: {},
  signUpForDirectoryRoles: {},
  createRole: {
    id: 'database-administrator',
    displayName: 'Database Administrator',
    description: 'Runs and restores databases.',
  },
  changeRole: { description: 'Creates, changes and disables user accounts.' },
  putSettings: {
    maximumDurationMinutes: 240,
    approval: {
      required: true,
      approvers: [
        { kind: 'user', id: 'grace' },
        { kind: 'user', id: 'alan' },
      ],
    },
    assignments: { longestEligibleMinutes: 129_600, longestActiveMinutes: 480 },
  },
  patchSettings: { maximumDurationMinutes: 120 },
  createResource: { id: 'staging', displayName: 'Staging', kind: 'account', parentId: 'production' },
  changeResource: { displayName: 'Payments (Europe)' },
  createPrincipal: {
    id: 'barbara',
    kind: 'guest',
    displayName: 'Barbara Liskov',
    email: 'barbara@example.test',
  },
  changePrincipal: { displayName: 'Mallory M.' },
  invitePrincipal: {},
  importPolicy: {
    apiVersion: 'lapse/v1',
    templates: { sensitive: { maximumDurationMinutes: 60, mfa: { require: 'fresh', maxAgeMinutes: 15 } } },
    resources: { sandbox: { kind: 'account', displayName: 'Sandbox', parent: 'production' } },
    groups: { leads: { displayName: 'Leads', members: ['grace', 'alan'] } },
    roles: {
      'backup-operator': {
        displayName: 'Backup Operator',
        settings: { template: 'sensitive', approval: { required: true, approvers: [{ group: 'leads' }] } },
        eligible: [{ principal: 'ada', at: 'sandbox', justification: 'Runs the backups' }],
      },
    },
  },
  importPrincipals: {
    items: [
      { id: 'katherine', displayName: 'Katherine Johnson', email: 'katherine@example.test' },
      { id: 'mary', kind: 'guest', displayName: 'Mary Jackson', email: 'mary@example.test' },
    ],
  },
  revokeActivation: { reason: 'No longer needed' },
  reviewActivation: { justification: 'Checked against the incident' },
} satisfies Partial<{ [O in Taking]: BodyOf<O> }>;

/** What may stand in a path, by what it names: ids of the demo organization where they are the same for everybody. */
const pathSamples: Readonly<Record<string, string>> = {
  roles: 'user-administrator',
  resources: 'payments',
  principals: 'mallory',
  activations: 'act_01KB8ZQ4E5T7V9W1X3Y5Z7A9B1',
  assignments: 'asg_01KB8ZQ4E5T7V9W1X3Y5Z7A9B1',
  extensions: 'ext_01KB8ZQ4E5T7V9W1X3Y5Z7A9B1',
};

/** An id for the variable of a path; none where no example is told. */
export function pathExample({ method, path }: { readonly method: string; readonly path: string }): string | undefined {
  if (method === 'POST' && path.endsWith('/invitation')) return 'barbara';
  return pathSamples[path.split('/')[2] ?? ''];
}
