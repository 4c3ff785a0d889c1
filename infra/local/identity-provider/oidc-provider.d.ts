/** What is used of oidc-provider 9.13.3, which brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Interaction {
    uid: string;
    prompt: { name: string; reasons: string[] };
    params: { acr_values?: string };
  }

  export interface Context {
    oidc: {
      params: { acr_values?: string };
      session: { accountId?: string; acr?: string };
      client: { clientId: string; grantTypes: string[] };
      provider: Provider;
    };
    body: unknown;
  }

  export interface Grant {
    addOIDCScope(scopes: string): void;
    addResourceScope(resource: string, scopes: string): void;
    save(): Promise<string>;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    Grant: new (properties: {
      clientId: string;
      accountId: string | undefined;
    }) => Grant;
    Client: { prototype: { redirectUriAllowed(uri: string): boolean } };
  }

  export const interactionPolicy: {
    base(): { get(name: string): { checks: { add(check: unknown): void } } };
    Check: {
      new (reason: string, description: string, error: string, check: (context: Context) => unknown): unknown;
      REQUEST_PROMPT: unknown;
      NO_NEED_TO_PROMPT: unknown;
    };
  };
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  /** A store of its own for each provider; the default one is shared, and warns. */
  export function createMemoryAdapter(clockTolerance: number): unknown;
}
