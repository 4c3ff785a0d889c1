import { systemActors } from '#shared/domain/audit-event';
import { type Entity, prefixes } from '#shared/dynamodb/keys';
import { UNUSED, USED_BY } from '#shared/dynamodb/use-attributes';
import type { Operation } from '#shared/http/routes';
import type { Row, RowChange, Write } from './journal.ts';

/** What is written beside a change, or about an attempt that was refused: events, counters of tries, kept answers. */
const always: readonly Entity[] = ['event', 'idempotency'];

const ofActivation: readonly Entity[] = ['activation', 'open_activation', 'inbox_entry', 'decided', 'link'];
const ofAssignment: readonly Entity[] = [
  'assignment',
  'assignment_holder',
  'assignment_slot',
  'principal',
  'administrators',
];
const ofExtension: readonly Entity[] = ['extension', 'extension_lock'];
const ofPrincipal: readonly Entity[] = ['principal', 'identity', 'membership', 'member', 'person_account'];

/** What each operation may change when it is allowed; one that is not named changes nothing, whoever calls. */
const mayWrite: Readonly<Partial<Record<Operation, readonly (Entity | 'role_use')[]>>> = {
  decideByLink: ofActivation,
  renewLink: ['link'],
  signUpForDirectoryRoles: ['onboarding', 'role', 'settings', 'settings_version'],
  createRole: ['role', 'settings', 'settings_version'],
  deleteRole: ['role', 'retired_id'],
  deleteResource: ['resource', 'retired_id'],
  deletePrincipal: ['principal', 'identity', 'invitation', 'retired_id'],
  changeRole: ['role', 'ending', ...ofActivation],
  createResource: ['resource'],
  changeResource: ['resource', 'ending'],
  putSettings: ['settings', 'settings_version', 'ending', ...ofActivation],
  patchSettings: ['settings', 'settings_version', 'ending', ...ofActivation],
  takeBackSettings: ['settings', 'settings_version', 'ending', ...ofActivation],
  activate: ofActivation,
  cancelActivation: ofActivation,
  deactivateActivation: ofActivation,
  extendActivation: ofActivation,
  reviewActivation: ['activation'],
  // Whoever is assigned a role may become an approver by it: of requests of their own, that ends them (T-59).
  createAssignments: [...ofAssignment, 'ending', ...ofActivation],
  changeAssignment: [...ofAssignment, ...ofExtension, 'ending', ...ofActivation],
  removeAssignment: [...ofAssignment, ...ofExtension, 'ending', ...ofActivation],
  makeEligible: [...ofAssignment, ...ofExtension, 'ending', ...ofActivation],
  makeActive: [...ofAssignment, ...ofExtension, 'ending', ...ofActivation],
  requestExtension: ofExtension,
  decideExtension: [...ofExtension, ...ofAssignment],
  decide: ofActivation,
  decideSeveral: ofActivation,
  revokeActivation: ofActivation,
  createPrincipal: ofPrincipal,
  importPolicy: [
    ...(['resource', 'role', 'settings', 'settings_version', 'ending', 'import'] as const),
    ...ofPrincipal,
    ...ofAssignment,
    ...ofActivation,
  ],
  importPrincipals: [...ofPrincipal, 'administrators', 'ending', ...ofActivation],
  // Another address takes back what was sent to the one before.
  changePrincipal: [...ofPrincipal, 'administrators', 'ending', 'invitation', ...ofActivation],
  invitePrincipal: ['invitation', 'principal'],
  redeemInvitation: ['invitation', 'principal', 'identity', 'administrators'],
  evaluate: ['role_use'],
  evaluateSeveral: ['role_use'],
};

/** Whose activation an operation may change: one's own alone, or anybody's but one's own. */
const whose: Readonly<Partial<Record<Operation, 'own' | 'others'>>> = {
  activate: 'own',
  cancelActivation: 'own',
  deactivateActivation: 'own',
  extendActivation: 'own',
  decide: 'others',
  decideSeveral: 'others',
  decideByLink: 'others',
  reviewActivation: 'others',
};

/** What only the parts of Lapse that act by themselves write. */
const background: readonly (Entity | 'role_use')[] = ['heartbeat', 'sealed', 'claim', 'task_token', 'entitlement'];
const systems: readonly unknown[] = [...systemActors.map(({ id }) => id), 'notify', 'mail-service'];

/** A request that has been answered, and what the table went through meanwhile. */
export interface Outcome {
  readonly operation: Operation;
  readonly status: number;
  /** Who acts: whoever is behind the token, and behind the decision link; nobody Lapse does not know. */
  readonly actors: readonly string[];
  readonly writes: readonly Write[];
  /** Whether a function besides those of the API ran meanwhile: then what its own actors wrote is not the caller's. */
  readonly othersRan: boolean;
}

/** Everything that was changed without the right to; empty when all is well (I03, I20). */
export function unauthorized({ operation, status, actors, writes, othersRan }: Outcome): string[] {
  const own = writes.filter((write) => !(othersRan && isBackground(write)));
  const allowed = status < 400 ? (mayWrite[operation] ?? []) : [];
  const counters = own.flat().filter(status < 400 ? isUseMark : isLinkCounter);
  const changes = own.flat().filter((change) => !counters.includes(change));
  return [
    ...changes
      .filter((change) => ![...always, ...allowed].includes(entityOf(change)))
      .map((change) => `wrote ${nameOf(change)}`),
    ...foreignActors(own, actors),
    ...(status < 400 ? wrongHolder(operation, actors, changes) : []),
  ];
}

function foreignActors(writes: readonly Write[], actors: readonly string[]): string[] {
  return eventsOf(writes.flat())
    .map((event) => Object(event.actor).id)
    .filter((id) => !actors.includes(id) && !systems.includes(id))
    .map((id) => `left an audit event by ${id}`);
}

function wrongHolder(operation: Operation, actors: readonly string[], changes: readonly RowChange[]): string[] {
  const rule = whose[operation];
  if (!rule) return [];
  return changes
    .filter((change) => entityOf(change) === 'activation')
    .filter(({ before, after }) => actors.includes(Object((after ?? before)?.requester).id) !== (rule === 'own'))
    .map((change) => `changed ${nameOf(change)}, which is ${rule === 'own' ? 'somebody else’s' : 'their own'}`);
}

/** A refused try at a link counts, and nothing else of the link moves. */
function isLinkCounter(change: RowChange): boolean {
  return change.before?.entity === 'link' && changesOnly(change, ['tries', 'events']);
}

/** What a change names can no longer be removed. */
function isUseMark(change: RowChange): boolean {
  return changesOnly(change, [UNUSED, USED_BY]);
}

function changesOnly({ before, after }: RowChange, fields: readonly string[]): boolean {
  if (!before || !after) return false;
  const changed = Object.keys({ ...before, ...after }).filter(
    (field) => String(before[field]) !== String(after[field]),
  );
  return changed.every((field) => fields.includes(field));
}

function isBackground(write: Write): boolean {
  if (write.some((change) => background.includes(entityOf(change)))) return true;
  const events = eventsOf(write);
  return events.length > 0 && events.every((event) => systems.includes(Object(event.actor).id));
}

const eventsOf = (changes: readonly RowChange[]): Row[] =>
  changes.flatMap(({ before, after }) => (after?.entity === 'event' && !before ? [after] : []));
/** A use is told by its key alone. */
const entityOf = ({ before, after }: RowChange) => {
  const { entity, sk } = after ?? before ?? {};
  return entity === undefined && String(sk).startsWith(prefixes.roleUse) ? 'role_use' : (entity as Entity);
};
const nameOf = (change: RowChange) => `${entityOf(change)} ${(change.after ?? change.before)?.pk}`;
