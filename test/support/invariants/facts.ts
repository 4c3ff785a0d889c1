import * as v from 'valibot';
import { Activation } from '#shared/domain/activation';
import { Assignment } from '#shared/domain/assignment';
import { AuditEvent, type EventType } from '#shared/domain/audit-event';
import { DecisionLink } from '#shared/domain/decision-link';
import { Principal } from '#shared/domain/principal';
import { nearestFirst, Resource } from '#shared/domain/resource';
import { nearestSettings, SettingsVersion } from '#shared/domain/role-settings';
import { readEnd } from '#shared/dynamodb/read-end';

export type Row = Readonly<Record<string, unknown>>;

/** What the invariants are judged by: the table as it is, and what its surroundings show. */
export interface Facts {
  readonly rows: readonly Row[];
  readonly activations: readonly Activation[];
  /** In the order they happened; those of one subject in the order of their places. */
  readonly events: readonly AuditEvent[];
  readonly assignments: readonly Assignment[];
  readonly principals: readonly Principal[];
  readonly settings: readonly SettingsVersion[];
  readonly resources: readonly Resource[];
  readonly links: readonly DecisionLink[];
  readonly entitlements: readonly Entitlement[];
  /** When the sweeper last ran, ISO 8601 UTC. */
  readonly sweptAt: string | undefined;
  /** Keys of the access a provider shows; absent where the provider is the table itself. */
  readonly given: ReadonlySet<string> | undefined;
  /** Whether everything that was set off is done. */
  readonly isQuiet: boolean;
}

const Entitlement = v.object({ key: v.string(), holders: v.array(v.string()) });
type Entitlement = v.InferOutput<typeof Entitlement>;
const Heartbeat = v.object({ at: v.string() });

/** @param rows the whole table in key order, with the sweeper's heartbeat */
export function factsOf(rows: readonly Row[], around: Pick<Facts, 'given' | 'isQuiet'>): Facts {
  const all = <S extends v.GenericSchema>(entity: string, schema: S): v.InferOutput<S>[] =>
    rows.filter((row) => row.entity === entity).map((row) => v.parse(schema, readEnd(row)));
  return {
    ...around,
    rows,
    activations: all('activation', Activation),
    // Sorting is stable, so what happened at the same instant stays in the order of its place.
    events: all('event', AuditEvent).sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))),
    assignments: all('assignment', Assignment),
    principals: all('principal', Principal),
    settings: all('settings_version', SettingsVersion),
    resources: all('resource', Resource),
    links: all('link', DecisionLink),
    entitlements: all('entitlement', Entitlement),
    sweptAt: all('heartbeat', Heartbeat)[0]?.at,
  };
}

/** The events of one subject, in their order. */
export function eventsAbout({ events }: Facts, kind: string, id: string): AuditEvent[] {
  return events.filter(({ subject }) => subject.kind === kind && subject.id === id);
}

/**
 * The settings in force at an instant. Two when they changed in that very instant: which of both counted cannot be told.
 */
export function settingsAt(facts: Facts, { roleId, resourceId }: Activation, at: string): SettingsVersion[] {
  const resource = facts.resources.find(({ id }) => id === resourceId);
  const nodes = resource ? nearestFirst(resource) : [resourceId];
  const inForce = (isThere: (changedAt: string) => boolean) => {
    const known = facts.settings.filter((one) => one.roleId === roleId && isThere(one.changedAt ?? ''));
    return nearestSettings(
      roleId,
      nodes,
      known.sort((a, b) => b.version - a.version),
    );
  };
  return [inForce((changedAt) => changedAt < at), inForce((changedAt) => changedAt <= at)];
}

/** The version an activation was asked under. */
export function settingsAskedUnder({ settings }: Facts, activation: Activation): SettingsVersion {
  const { resourceId, version } = activation.settings;
  const { roleId } = activation;
  return nearestSettings(
    roleId,
    [resourceId],
    settings.filter((one) => one.roleId === roleId && one.version === version),
  );
}

/**
 * Tells whether the newest of some events before an instant is one of those that take away; what happens in that very
 * instant may have come before or after it, so it counts only where it gives back.
 */
export function wasTakenAway(
  events: readonly AuditEvent[],
  at: string,
  takes: readonly EventType[],
  gives: readonly EventType[],
): boolean {
  const before = events.filter(({ type, at: then }) => then < at && [...takes, ...gives].includes(type));
  const last = before.at(-1);
  const isBack = events.some(({ type, at: then }) => then === at && gives.includes(type));
  return last !== undefined && takes.includes(last.type) && !isBack;
}
