/** How far a request with several questions goes (OpenID AuthZEN Authorization API 1.0, 7.1.2.1). */
export const semantics = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
export type Semantic = (typeof semantics)[number];
