import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { DataFolder } from '../data-folder.ts';
import { readBody } from '../local-server.ts';
import { MFA, PASSWORD, PHISHING_RESISTANT, weakestAsked } from './assurance.ts';
import { configuration, type Directory, isLocal } from './configuration.ts';
import { mintToken, type TokenRequest } from './mint-token.ts';
import { signInPage } from './sign-in-page.ts';
import { openSigningKey, type Signing } from './signing-key.ts';

/** An OpenID Connect issuer on this machine. */
export interface IdentityProvider {
  readonly handle: RequestListener;
  /** Signs an access token without a browser. */
  mint(request: TokenRequest): Promise<string>;
}

export interface IdentityProviderOptions extends Directory {
  /** Where it is served: an origin, or a path of one. */
  readonly issuer: string;
  readonly signing: Signing;
  readonly dataFolder?: DataFolder | undefined;
}

/** Makes the identity provider: a chooser instead of passwords, a real protocol and real tokens behind it. */
export function createIdentityProvider(options: IdentityProviderOptions): IdentityProvider {
  const { issuer, signing, dataFolder, people } = options;
  const key = openSigningKey(signing, dataFolder);
  const mount = new URL(issuer).pathname.replace(/\/$/, '');
  const provider = new Provider(issuer, configuration(options, key, mount));
  provider.Client.prototype.redirectUriAllowed = isLocal;
  const handle = provider.callback();
  return {
    handle(request, response) {
      // As Express does for what is mounted; oidc-provider tells its own addresses by it.
      Object.assign(request, { originalUrl: request.url, url: request.url?.slice(mount.length) });
      if (request.url?.startsWith('/sign-in/')) void signIn(provider, people, request, response);
      else void handle(request, response);
    },
    mint: (request) => mintToken(request, { ...options, key }),
  };
}

async function signIn(
  provider: Provider,
  people: Directory['people'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { params, prompt } = await provider.interactionDetails(request, response);
    const asked = prompt.reasons.includes('second_factor') ? weakestAsked(params.acr_values) : undefined;
    if (request.method !== 'POST') return show(response, 200, signInPage(people, asked));
    const form = new URLSearchParams((await readBody(request, 10_000)).toString());
    const accountId = form.get('person');
    if (!people.some(({ subject }) => subject === accountId)) return show(response, 400, 'Nobody has this name here.');
    const factor = form.has('mfa') ? MFA : PASSWORD;
    const assurance = form.has('phr') ? PHISHING_RESISTANT : factor;
    await provider.interactionFinished(request, response, { login: { accountId, ...assurance, remember: true } });
  } catch {
    show(response, 400, 'This sign-in has expired; go back to where you came from and start again.');
  }
}

function show(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}
