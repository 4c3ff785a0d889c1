import { createHash, randomBytes } from 'node:crypto';

/** Where a page of this machine waits to be returned to. */
export const CALLBACK = 'http://127.0.0.1:5173/callback';

/** A browser that follows redirects, keeps cookies, and presses the button of `person` when asked who it is. */
export const createBrowser = (issuer: string) => openBrowser(issuer).signIn;

/** The same; `follow` goes wherever a page sends it, until it is back at an address that begins with `callback`. */
export function openBrowser(issuer: string) {
  const jar = new Map<string, string>();

  async function go(address: string, init: RequestInit = {}) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(address, issuer), { ...init, redirect: 'manual', headers: { cookie } });
    for (const [name = '', value = ''] of answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0]?.split('=') ?? [])) {
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    return answer;
  }

  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });

  async function follow(callback: string, first: string, press: Record<string, string>) {
    let asked = 0;
    let answer = await go(first);
    for (let steps = 0; steps < 10; steps += 1) {
      const next = answer.headers.get('location');
      if (next?.startsWith(callback))
        return {
          asked,
          address: next,
          code: new URL(next).searchParams.get('code') ?? '',
          error: new URL(next).searchParams.get('error'),
        };
      if (next?.includes('/sign-in/')) {
        asked += 1;
        answer = await go(next, form(press));
      } else if (next) answer = await go(next);
      else answer = await submitTheOnlyForm(await answer.text());
    }
    throw new Error('the sign-in leads nowhere');
  }

  /** Switching persons ends the old session by a form that submits itself. */
  function submitTheOnlyForm(html: string) {
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? '/';
    const fields = [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
    return go(action, form(Object.fromEntries(fields)));
  }

  async function signIn(
    person: string,
    {
      mfa = false,
      phr = false,
      ...asked
    }: { mfa?: boolean; phr?: boolean; acr_values?: string; max_age?: string } = {},
  ) {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: 'lapse-web',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid profile email offline_access',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...asked,
    });
    const { asked: times, code } = await follow(
      CALLBACK,
      `${new URL(issuer).pathname.replace(/\/$/, '')}/auth?${query}`,
      { person, ...(mfa && { mfa: 'on' }), ...(phr && { phr: 'on' }) },
    );
    const grant = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, client_id: 'lapse-web' };
    const tokens = Object(await (await go(`${issuer}/token`, form({ ...grant, code_verifier: verifier }))).json());
    return {
      asked: times,
      accessToken: String(tokens.access_token),
      refreshToken: String(tokens.refresh_token),
    };
  }
  return { signIn, follow };
}
