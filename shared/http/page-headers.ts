import { createHash } from 'node:crypto';

/**
 * Headers of a page of ours and of every answer of its function (security.md, links, point 8): it may load nothing but
 * what its policy names, and nobody may frame, cache or index it, or learn of its address.
 *
 * @param allowed directives of the content security policy besides those that forbid
 */
export function pageHeaders(...allowed: readonly string[]) {
  return {
    'content-security-policy': [
      "default-src 'none'",
      ...allowed,
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-robots-tag': 'noindex, nofollow',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  } as const;
}

/** How CSP names an inline script or style: by the hash of its very text (CSP Level 3 §2.3.1). */
export function sourceHash(source: string): string {
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
}
