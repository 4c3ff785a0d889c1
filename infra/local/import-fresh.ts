import { registerHooks } from 'node:module';

let instances = 0;

/**
 * Imports a bundle anew at each call, its chunks included: a second local stack in one process must not get functions
 * that have read the first one's environment.
 */
export function importFresh(url: URL): Promise<Record<string, unknown>> {
  if (instances === 0) registerHooks({ resolve: passInstanceOn });
  instances += 1;
  return import(/* @vite-ignore */ `${url.href}?instance=${instances}`);
}

const passInstanceOn: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, nextResolve) => {
  const resolved = nextResolve(specifier, context);
  const instance = context.parentURL?.match(/\?instance=\d+$/)?.[0];
  if (!instance || !resolved.url.startsWith('file:') || resolved.url.includes('?')) return resolved;
  return { ...resolved, url: resolved.url + instance };
};
