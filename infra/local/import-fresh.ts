import { randomUUID } from 'node:crypto';
import { registerHooks } from 'node:module';

let isHooked = false;

/**
 * Imports a bundle anew at each call, its chunks included: a second local stack in one process must not get functions
 * that have read the first one's environment. Never the same name twice in a process, whoever loads this file again.
 */
export function importFresh(url: URL): Promise<Record<string, unknown>> {
  if (!isHooked) registerHooks({ resolve: passInstanceOn });
  isHooked = true;
  return import(/* @vite-ignore */ `${url.href}?instance=${randomUUID()}`);
}

const passInstanceOn: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, nextResolve) => {
  const resolved = nextResolve(specifier, context);
  const instance = context.parentURL?.match(/\?instance=[\da-f-]+$/)?.[0];
  if (!instance || !resolved.url.startsWith('file:') || resolved.url.includes('?')) return resolved;
  return { ...resolved, url: resolved.url + instance };
};
