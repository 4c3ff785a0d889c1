import { type Context, interactionPolicy } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { WEB_CLIENT } from '../template-origins.ts';
import { contexts, isAtLeast, weakestAsked } from './assurance.ts';
import type { SigningKey } from './signing-key.ts';

export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
}

/** A machine: its own client with the secret `local`. */
export interface Workload {
  readonly subject: string;
}

/** Who can sign in, and for whom their tokens are. */
export interface Directory {
  readonly people: readonly Person[];
  readonly workloads: readonly Workload[];
  readonly audience: string;
}

export const EVALUATE_SCOPE = 'access:evaluate';
const WORKLOAD_SECRET = 'local';
const PERSON_SCOPES = 'openid profile email offline_access';
const HOUR = 3600;
const { Check } = interactionPolicy;

/**
 * The settings of oidc-provider: people sign in with code and PKCE, workloads with client credentials.
 *
 * @param mount the path it is served below, empty or `/partner`
 */
export function configuration(directory: Directory, key: SigningKey, mount: string): object {
  return {
    clients: [webClient(), ...directory.workloads.map(workloadClient)],
    clientDefaults: { id_token_signed_response_alg: key.alg },
    jwks: { keys: [key] },
    adapter: createMemoryAdapter(0),
    findAccount: (_: Context, subject: string) => findAccount(directory.people, subject),
    scopes: PERSON_SCOPES.split(' '),
    claims: { openid: ['sub', 'amr', 'acr', 'auth_time'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    acrValues: contexts,
    interactions: { policy: policy(), url: (_: Context, { uid }: { uid: string }) => `${mount}/sign-in/${uid}` },
    features: {
      ...QUIET_FEATURES,
      clientCredentials: { enabled: true },
      resourceIndicators: accessTokens(directory, key),
    },
    extraTokenClaims,
    loadExistingGrant: (context: Context) => grantEverything(context, directory.audience),
    issueRefreshToken: async (_: Context, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    clientBasedCORS: (_: Context, origin: string) => isLocal(origin),
    pkce: { required: () => true },
    cookies: { keys: ['local'], names: cookieNames(mount) },
    ttl: {
      ...{ AccessToken: HOUR, ClientCredentials: HOUR, IdToken: HOUR, Interaction: HOUR },
      ...{ Session: 8 * HOUR, Grant: 8 * HOUR, RefreshToken: 8 * HOUR },
    },
    renderError: (context: Context, problem: unknown) => {
      context.body = problem;
    },
  };
}

/** A browser sends an origin's cookies to every provider there, so each needs names of its own. */
function cookieNames(mount: string) {
  const names = ['session', 'interaction', 'resume'].map((name) => [name, `${mount.replace('/', '')}_${name}`]);
  return Object.fromEntries(names);
}

const QUIET_FEATURES = {
  devInteractions: { enabled: false },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource: (context: Context, form: string) => {
      context.body = `<!doctype html><title>Sign out</title>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
    },
    postLogoutSuccessSource: (context: Context) => {
      context.body = '<!doctype html><title>Signed out</title><p>You are signed out.</p>';
    },
  },
};

/** Whether an address is on this machine. */
export function isLocal(address: string): boolean {
  return ['127.0.0.1', 'localhost'].includes(URL.parse(address)?.hostname ?? '');
}

function webClient() {
  return {
    client_id: WEB_CLIENT,
    // Any page of this machine may be returned to, see `identity-provider.ts`.
    redirect_uris: ['http://127.0.0.1/'],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    // Native clients would be asked for consent at every sign-in.
    application_type: 'web',
  };
}

function workloadClient({ subject }: { subject: string }) {
  return {
    client_id: subject,
    client_secret: WORKLOAD_SECRET,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  };
}

function findAccount(people: readonly Person[], subject: string) {
  const person = people.find((candidate) => candidate.subject === subject);
  return person && { accountId: subject, claims: () => ({ sub: subject, name: person.name, email: person.email }) };
}

/** Asks again when a stronger sign-in is asked for (`acr_values`) than the session is (RFC 9470). */
function policy() {
  const base = interactionPolicy.base();
  const stepUp = new Check('second_factor', 'a second factor was asked for', 'login_required', ({ oidc }) => {
    const asked = weakestAsked(oidc.params.acr_values);
    return asked && !isAtLeast(oidc.session.acr, asked) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  });
  base.get('login').checks.add(stepUp);
  return base;
}

function accessTokens({ audience }: Directory, { alg }: SigningKey) {
  const isWorkload = (client: { grantTypes: string[] }) => client.grantTypes.includes('client_credentials');
  return {
    enabled: true,
    defaultResource: () => resourceOf(audience),
    useGrantedResource: () => true,
    getResourceServerInfo: (_: Context, __: string, client: { grantTypes: string[] }) => ({
      scope: isWorkload(client) ? EVALUATE_SCOPE : '',
      audience,
      accessTokenTTL: HOUR,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg } },
    }),
  };
}

/** A resource indicator is an absolute URI (RFC 8707). */
const resourceOf = (audience: string) => (URL.canParse(audience) ? audience : `urn:${audience}`);

interface Source {
  acr?: string;
  amr?: string[];
  authTime?: number;
}
interface TokenContext {
  oidc: { entities: { AuthorizationCode?: Source; RefreshToken?: Source } };
}

async function extraTokenClaims({ oidc }: TokenContext, token: { kind: string }) {
  const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
  if (token.kind === 'ClientCredentials' || !source) return {};
  return { acr: source.acr, amr: source.amr, auth_time: source.authTime };
}

async function grantEverything({ oidc }: Context, audience: string) {
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope(PERSON_SCOPES);
  grant.addResourceScope(resourceOf(audience), '');
  await grant.save();
  return grant;
}
