import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_BUILD } from './build-once.ts';

type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };
type Resources = Readonly<Record<string, Resource>>;

/** A copy of the build whose template lacks one resource; answers its folder, which the caller removes. */
export function buildWithout(isGone: (id: string, resource: Resource) => boolean): string {
  return alteredBuild((resources) => {
    const entries = Object.entries(resources);
    const kept = entries.filter(([id, resource]) => !isGone(id, resource));
    if (kept.length !== entries.length - 1) throw new Error('The template has not exactly one such resource.');
    return Object.fromEntries(kept);
  });
}

/**
 * A copy of the build with the next version of the key that signs links; answers its folder, which the caller removes.
 *
 * @param keepsPrevious whether links of the key before still count, as a rotation has it, or are void
 */
export function buildWithNextLinkKey(keepsPrevious: boolean): string {
  return alteredBuild((resources) => {
    const [before] = Object.keys(resources).filter((id) => /^LinkKeysSigningKey\d[0-9A-F]{8}$/.test(id));
    if (!before) throw new Error('The template has no key that signs links.');
    const next = before.replace('SigningKey1', 'SigningKey2');
    const renamed: Record<string, Resource> = JSON.parse(JSON.stringify(resources).replaceAll(before, next));
    if (!keepsPrevious) return renamed;
    const KeyIds = [{ Ref: next }, { Ref: before }];
    const published = Object.entries(renamed).map(([id, resource]) =>
      resource.Type === 'Custom::LinkKeys'
        ? [id, { ...resource, Properties: { ...resource.Properties, KeyIds } }]
        : [id, resource],
    );
    return { ...Object.fromEntries(published), [before]: resources[before] };
  });
}

function alteredBuild(alter: (resources: Resources) => Resources): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-altered-'));
  cpSync(TEST_BUILD, folder, { recursive: true });
  const file = join(folder, 'Lapse.template.json');
  const { Resources, Outputs: _named, ...template } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...template, Resources: alter(Resources) }));
  return folder;
}
