import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_BUILD } from './build-once.ts';

type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };

/** A copy of the build whose template lacks one resource; answers its folder, which the caller removes. */
export function buildWithout(isGone: (id: string, resource: Resource) => boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-altered-'));
  cpSync(TEST_BUILD, folder, { recursive: true });
  const file = join(folder, 'Lapse.template.json');
  const template: { Resources: Record<string, Resource> } = JSON.parse(readFileSync(file, 'utf8'));
  const resources = Object.entries(template.Resources);
  const kept = resources.filter(([id, resource]) => !isGone(id, resource));
  if (kept.length !== resources.length - 1) throw new Error('The template has not exactly one such resource.');
  writeFileSync(file, JSON.stringify({ ...template, Resources: Object.fromEntries(kept) }));
  return folder;
}
