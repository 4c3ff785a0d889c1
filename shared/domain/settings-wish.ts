import * as v from 'valibot';
import { Refusal, type Violation, violation } from './refusal.ts';
import { ApproverEntry, defaultSettings, RoleSettings } from './role-settings.ts';
import { mustBeWritten } from './settings-protection.ts';

const WantedEntry = v.pick(ApproverEntry, ['kind', 'id']);
const { approval, breakGlass } = RoleSettings.entries;

/** Settings as somebody wants them: names come from the table, whatever they say. */
export const WantedSettings = v.object({
  ...RoleSettings.entries,
  approval: v.object({ ...approval.entries, approvers: v.array(WantedEntry) }),
  breakGlass: v.object({ ...breakGlass.entries, principals: v.array(WantedEntry) }),
});
export type WantedSettings = v.InferOutput<typeof WantedSettings>;

/** What a change would make of the settings in force, and what is wrong or surprising about the way it says so. */
export interface WishedSettings {
  readonly wanted: WantedSettings;
  readonly violations: readonly Violation[];
  /** Fields that go back to their default because the change says `null`. */
  readonly reset: readonly string[];
}

/** A change of settings, before it is known which are in force. */
export type SettingsWish = (inForce: RoleSettings) => WishedSettings;

type Fields = Readonly<Record<string, unknown>>;

/**
 * All settings at once: what is left out has its default. A setting that protects and is stricter now has to be written
 * out (SET-10), because nobody says by silence that protection goes.
 */
export function replacing(given: Fields): SettingsWish {
  return (inForce) => {
    const wanted = v.parse(WantedSettings, merged(defaultSettings, given, defaultSettings));
    const left = mustBeWritten(inForce, defaultSettings, wanted, (path) => isIn(given, path));
    return { wanted, violations: left.map((field) => violation(field, 'setting_left_out')), reset: [] };
  };
}

/**
 * Some settings, the others stay: a merge patch (RFC 7396) on those in force, where `null` sets the default.
 *
 * @throws Refusal invalid_input when the age of a second factor is missing, or said where none is asked for
 */
export function patching(patch: Fields): SettingsWish {
  return (inForce) => {
    const result = v.safeParse(WantedSettings, merged(inForce, patch, defaultSettings));
    const age = isObject(patch.mfa) ? patch.mfa.maxAgeMinutes : undefined;
    const isAgeless = result.success && result.output.mfa.require !== 'fresh';
    if (!result.success || (age != null && isAgeless)) throw withoutAge();
    return { wanted: result.output, violations: [], reset: resetBy(patch) };
  };
}

/** Exactly these. */
export const exactly =
  (wanted: WantedSettings): SettingsWish =>
  () => ({ wanted, violations: [], reset: [] });

function withoutAge(): Refusal {
  const rule = 'mfa.maxAgeMinutes';
  const message = `${rule}: goes with require fresh, and only with it`;
  return new Refusal('invalid_input', { violations: [{ rule, code: 'invalid_input', message }] });
}

function merged(base: unknown, patch: unknown, defaults: unknown): unknown {
  if (patch === undefined) return base;
  if (patch === null) return defaults;
  if (!isObject(patch)) return patch;
  const [from, ofDefault] = [isObject(base) ? base : {}, isObject(defaults) ? defaults : {}];
  const names = [...new Set([...Object.keys(from), ...Object.keys(patch)])];
  const entries = names.map((name) => [name, merged(from[name], patch[name], ofDefault[name])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function resetBy(patch: Fields, path = ''): string[] {
  return Object.entries(patch).flatMap(([name, value]) => {
    const field = path === '' ? name : `${path}.${name}`;
    if (value === null) return [field];
    return isObject(value) ? resetBy(value, field) : [];
  });
}

function isIn(given: unknown, path: string): boolean {
  let at = given;
  for (const name of path.split('.')) {
    if (!isObject(at) || at[name] === undefined) return false;
    at = at[name];
  }
  return true;
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
