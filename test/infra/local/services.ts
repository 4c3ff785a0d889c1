import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { createFaults } from '#infra/local/faults';
import { type LocalServer, listenLocally } from '#infra/local/local-server';
import { createMailbox } from '#infra/local/mailbox';
import { createObjectStore } from '#infra/local/object-store';
import { type ServiceEndpointOptions, serviceEndpoint } from '#infra/local/service-endpoint';

/** Serves a listener on a free port until the test ends. */
export async function serve(listener: RequestListener): Promise<LocalServer> {
  const listening = await listenLocally(createServer(listener), 0);
  onTestFinished(listening.close);
  return listening;
}

const NOTHING = { call: async () => ({}) };

/** The address the SDK's clients talk to, with the services a test cares about. */
export function startServices(services: Partial<ServiceEndpointOptions>): Promise<LocalServer> {
  const json = { dynamodb: NOTHING, sfn: NOTHING, kms: NOTHING };
  const kept = { mailbox: createMailbox(Date.now), objects: createObjectStore() };
  return serve(serviceEndpoint({ ...json, ...kept, faults: createFaults(), ...services }));
}
