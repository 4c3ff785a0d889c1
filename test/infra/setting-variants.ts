import { explanations } from '#infra/setting-explanations';
import { Context, type Settings } from '#infra/settings';
import { neededBy } from '#infra/settings-together';

type Name = keyof Settings;
const entries = Object.entries(Context.entries) as [Name, (typeof Context.entries)[Name]][];

/** Settings a deployment may leave out. */
const optional = entries.flatMap(([name, schema]) => (schema.type === 'optional' ? [{ name, schema }] : []));

/** The example of a setting, as a shell hands it on. */
export const exampleOf = (name: Name) => explanations[name].example.replace(/^'(.*)'$/s, '$1');

/** Deployments that give one setting beside what they need: each optional one, with each of its words where it has some. */
export const variants: [title: string, settings: Record<string, string>][] = optional.flatMap(({ name, schema }) => {
  const words = schema.wrapped.type === 'picklist' ? schema.wrapped.options.map(String) : [exampleOf(name)];
  const others = neededBy(name).map((other) => [other, exampleOf(other)]);
  return words.map((word): [string, Record<string, string>] => [
    `${name}=${word}`,
    { ...Object.fromEntries(others), [name]: word },
  ]);
});

/** All of them at once. */
export const everything = Object.fromEntries(optional.map(({ name }) => [name, exampleOf(name)]));
