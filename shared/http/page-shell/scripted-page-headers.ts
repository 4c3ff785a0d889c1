import { pageHeaders, sourceHash } from '../page-headers.ts';
import { pageStyle } from './page-style.ts';

/**
 * Headers of a page of ours with a script: it may run this script and talk to these addresses, and nothing else; nobody may
 * frame, cache, index or learn of its address (security.md, links, point 8).
 */
export function scriptedPageHeaders(script: string, connectSources = "'self'") {
  return pageHeaders(
    `script-src ${sourceHash(script)}`,
    `style-src ${sourceHash(pageStyle)}`,
    `connect-src ${connectSources}`,
    "require-trusted-types-for 'script'",
  );
}
