import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Activity } from './activity.ts';
import type { Clock } from './clock.ts';
import type { DataFolder } from './data-folder.ts';
import { createDynamoDbEngine, type DynamoDbEngine } from './dynamodb/engine.ts';
import { createEventBus } from './event-bus.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFunctions, type FunctionLog, type Functions } from './functions.ts';
import { createKeyService, type KeyService } from './key-service.ts';
import { simulateMails } from './mail-simulator.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { createObjectStore } from './object-store.ts';
import type { Ports } from './ports.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { readServiceCall, type ServiceCall, WORKFLOW } from './service-call.ts';
import { serviceEndpoint } from './service-endpoint.ts';
import type { Definition } from './step-functions/definition.ts';
import { createStepFunctions, type StepFunctions } from './step-functions/step-functions.ts';
import { createStreams, type Streams } from './streams.ts';
import { readTemplate, type Template } from './template.ts';

const MachineProperties = v.object({ DefinitionString: v.string() });

/** Less than on AWS, and long enough for those who come at once to be in conflict. */
const TRANSACTION_MILLISECONDS = 3;

/** What the template makes of AWS, on this machine. */
export interface Cloud {
  readonly template: Template;
  readonly engine: DynamoDbEngine;
  readonly functions: Functions;
  readonly stepFunctions: StepFunctions;
  readonly streams: Streams;
  readonly schedules: Schedules;
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  close(): Promise<void>;
}

export interface CloudOptions {
  readonly folder: string;
  /** Origins written into the template at synthesis → those really listened on. */
  readonly replacements: Readonly<Record<string, string>>;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly dataFolder: DataFolder | undefined;
  readonly onLog?: ((entry: FunctionLog) => void) | undefined;
  /** Told each request to a service that a function, or the workflow, makes. */
  readonly onCall?: ((call: ServiceCall) => void) | undefined;
}

/** Builds every part of the template that runs; @throws Error in one sentence when there is no template */
export function createCloud(options: CloudOptions): Cloud {
  const { folder, replacements, ports, clock, activity, dataFolder, onLog, onCall } = options;
  const attributes = {
    'AWS::ApiGatewayV2::Api.ApiEndpoint': () => ports.origins.api,
    // What the custom resource reads from KMS at deployment.
    'Custom::LinkKeys.Keys': () => JSON.stringify(linkKeys(template, kms)),
  };
  const template = readTemplate(folder, 'Lapse', { replacements, attributes });
  const kms = createKeyService(template, dataFolder);
  const faults = createFaults();
  const objects = createObjectStore(dataFolder && join(dataFolder.path, 'audit'));

  const environment = endpoints(ports.origins.services);
  const functions = createFunctions({ template, activity, environment, ...(onLog && { onLog }) });
  const running = { template, clock, activity, invoke: functions.invoke, titleOf: functions.titleOf };
  const eventBus = createEventBus(running);
  const mailbox = createMailbox(clock.now, dataFolder, (mail) => simulateMails(mail, clock.now(), eventBus.put));
  const streams = createStreams(running);
  const schedules = createSchedules(running);
  const table = dataFolder && { folder: dataFolder.table };
  const engine = createDynamoDbEngine({
    ...table,
    now: clock.now,
    transactionsTake: TRANSACTION_MILLISECONDS,
    onChange: streams.publish,
  });
  const stepFunctions = createStepFunctions({
    machines: readMachines(template),
    clock,
    activity,
    lags: () => faults.lags('sfn'),
    invokeFunction: functions.invoke,
    callService: (service, action, parameters) => callTable(service, action, parameters, { engine, faults, onCall }),
  });

  const services = { dynamodb: engine, sfn: stepFunctions, kms, mailbox, objects, faults };
  const onRequest =
    onCall &&
    ((request: IncomingMessage, body: Buffer) => {
      const call = readServiceCall(request, body, functions.titleOfId);
      if (call) onCall(call);
    });
  ports.serve('services', serviceEndpoint({ ...services, onRequest }));
  const close = async () => {
    schedules.pause();
    eventBus.close();
    await streams.close();
    await stepFunctions.close();
    await engine.close();
    functions.close();
  };
  return { template, engine, functions, stepFunctions, streams, schedules, mailbox, faults, close };
}

const LinkKeys = v.object({ KeyIds: v.array(v.string()) });

/** Public halves of the keys the custom resource names, and of no others. */
function linkKeys(template: Template, kms: KeyService): Record<string, string> {
  const named = template.all('Custom::LinkKeys', LinkKeys).flatMap(({ properties }) => properties.KeyIds);
  return Object.fromEntries(Object.entries(kms.publicKeys()).filter(([id]) => named.includes(id)));
}

/** The AWS SDK's own variables, one address for all services. */
function endpoints(origin: string): Record<string, string> {
  const services = ['DYNAMODB', 'SFN', 'SES', 'KMS', 'S3'];
  return Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, origin]));
}

function readMachines(template: Template): Record<string, Definition> {
  const machines = template.all('AWS::StepFunctions::StateMachine', MachineProperties);
  return Object.fromEntries(machines.map(({ arn, properties }) => [arn, JSON.parse(properties.DefinitionString)]));
}

/** What the workflow calls by itself: the table, and nothing else. */
function callTable(
  service: string,
  action: string,
  parameters: unknown,
  { engine, faults, onCall }: { engine: DynamoDbEngine; faults: Faults } & Pick<CloudOptions, 'onCall'>,
): Promise<unknown> {
  if (service !== 'dynamodb') throw new Error(`The workflow calls ${service}, which this machine has not.`);
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  onCall?.({ caller: WORKFLOW, service: 'dynamodb', operation, input: parameters });
  return faults.around('dynamodb', () => engine.call(operation, parameters));
}
