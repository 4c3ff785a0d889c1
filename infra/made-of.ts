import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** What the code stands on: other packages, another Node or other ways to resolve names make other bundles of it. */
const GROUND = ['package-lock.json', 'package.json', 'tsconfig.json'];

/**
 * A fingerprint of what something is built from.
 *
 * @param sources files below the root of the project, as globs
 * @param given whatever else changes what comes out, such as settings
 * @returns SHA-256, hexadecimal
 */
export function fingerprint(sources: readonly string[], given: unknown = null): string {
  const hash = createHash('sha256').update(JSON.stringify([process.version, given]));
  for (const file of globSync([...sources, ...GROUND], { cwd: ROOT }).sort()) {
    const path = join(ROOT, file);
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** Whether a folder was built from exactly this, to its end. */
export function isMadeOf(folder: string, mark: string): boolean {
  try {
    return readFileSync(markFile(folder), 'utf8') === mark;
  } catch {
    return false;
  }
}

/** Notes what a folder was built from; the last thing a build does. */
export function noteMadeOf(folder: string, mark: string): void {
  mkdirSync(dirname(markFile(folder)), { recursive: true });
  writeFileSync(markFile(folder), mark);
}

const markFile = (folder: string) => join(folder, '.made-of');
