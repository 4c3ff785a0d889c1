import { type Activity, createActivity } from './activity.ts';
import { type Clock, createClock, installClock } from './clock.ts';
import { type Cloud, createCloud } from './cloud.ts';
import { type Controls, createControl } from './control.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import type { FunctionLog } from './functions.ts';
import { createHttpApi } from './http-api/http-api.ts';
import { createIdentityProviders, type Population, type TokenWish } from './identity-provider/identity-providers.ts';
import { keepOffset, keepPorts, readKeptOffset, wantedPorts } from './kept-state.ts';
import type { Mail } from './mailbox.ts';
import { openPorts, type Ports } from './ports.ts';
import type { ServiceCall } from './service-call.ts';
import { ensureTable } from './table.ts';
import { DEFAULT_PORT, templateOrigins } from './template-origins.ts';
import { createTimeMachine } from './time-machine.ts';
import { listUnfinished } from './unfinished.ts';

/** The function that tells the workflow. */
const DISPATCH = 'stream/dispatch';

/** Lapse on this machine: the synthesized template and the built functions, with a clock that can be moved. */
export interface LocalStack extends Omit<Cloud, 'close' | 'mailbox' | 'template' | 'schedules'> {
  readonly origin: string;
  readonly identityProviderOrigin: string;
  readonly mailboxOrigin: string;
  readonly controlOrigin: string;
  /** Where the AWS services of the functions answer. */
  readonly servicesOrigin: string;
  readonly tableName: string;
  readonly clock: Clock;
  readonly activity: Activity;
  /** Moves the clock on; when it resolves, everything that this has set off is done. */
  advance(minutes: number): Promise<void>;
  /** One entry for each recipient, oldest first. */
  mails(to?: string): Mail[];
  /** An access token as signing in would have given it. */
  token(wish: TokenWish): Promise<string>;
  /** Ends all of it; nothing is left running. */
  stop(): Promise<void>;
}

export interface LocalStackOptions extends Population {
  /** Folder with the synthesized template, made with `templateOrigins`. */
  readonly folder: string;
  /** API at this port, identity provider, mailbox and control at the next three; 0 for any free ones. */
  readonly port?: number;
  /** Where state is kept between starts; in memory when absent. */
  readonly dataFolder?: string | undefined;
  /** Fills a new table, before API and control port answer anybody. */
  readonly seed?: ((stack: LocalStack) => Promise<void>) | undefined;
  /** Told each line the functions write. */
  readonly onLog?: ((entry: FunctionLog) => void) | undefined;
  /** Told each request to a service of AWS that a function, or the workflow, makes. */
  readonly onCall?: ((call: ServiceCall) => void) | undefined;
}

type Undo = (() => unknown)[];

/**
 * Starts Lapse on this machine and resolves when it is calm.
 *
 * @throws PortInUse, or Error in one sentence about the build or the data folder; nothing is left running then
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const undo: Undo = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const { stack, cloud, isNew, openDoors } = await assemble(options, undo, stop);
    if (isNew) await options.seed?.(stack);
    else await goOn(cloud, stack);
    // The first heartbeat of the sweeper: without one Lapse gives no access.
    await cloud.schedules.runAll();
    cloud.schedules.resume();
    await stack.activity.settled();
    // Not before: whoever asks for /health and is answered may ask for a role next.
    openDoors();
    return stack;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(options: LocalStackOptions, undo: Undo, stop: () => Promise<void>) {
  const { folder, onLog, onCall, port = DEFAULT_PORT } = options;
  const dataFolder = options.dataFolder === undefined ? undefined : openDataFolder(options.dataFolder);
  const clock = createClock(readKeptOffset(dataFolder));
  undo.push(installClock(clock));
  const ports = await openPorts(wantedPorts(port, dataFolder));
  undo.push(ports.close);
  const activity = createActivity();
  const replacements = replacementsOf(ports);
  const cloud = createCloud({ folder, onLog, onCall, ports, clock, activity, dataFolder, replacements });
  undo.push(cloud.close, () => keepOffset(dataFolder, clock.offset()));

  const table = await ensureTable(cloud.template, cloud.engine);
  keepPorts(dataFolder, ports);
  const advance = createAdvance(cloud, clock, activity, dataFolder);
  const provider = createIdentityProviders(ports.origins.identityProvider, options, dataFolder);
  const stack = describeStack({
    cloud,
    ports,
    clock,
    activity,
    advance,
    tableName: table.name,
    token: provider.mint,
    stop,
  });
  ports.serve('identityProvider', provider.handle);
  ports.serve('mailbox', cloud.mailbox.page);
  const openDoors = () => {
    ports.serve('api', createHttpApi({ template: cloud.template, invoke: cloud.functions.invoke, now: clock.now }));
    ports.serve('control', createControl(controlsOf(stack, options)));
  };
  return { stack, cloud, isNew: table.isNew, openDoors };
}

function replacementsOf({ origins }: Ports): Record<string, string> {
  return {
    [templateOrigins.identityProvider]: origins.identityProvider,
    [templateOrigins.api]: origins.api,
  };
}

function createAdvance(cloud: Cloud, clock: Clock, activity: Activity, dataFolder: DataFolder | undefined) {
  return createTimeMachine({
    clock,
    activity,
    schedules: cloud.schedules,
    expire: cloud.engine.expire,
    moved: () => keepOffset(dataFolder, clock.offset()),
  });
}

interface Parts extends Pick<LocalStack, 'clock' | 'activity' | 'advance' | 'tableName' | 'token' | 'stop'> {
  readonly cloud: Cloud;
  readonly ports: Ports;
}

function describeStack({ cloud, ports: { origins }, ...rest }: Parts): LocalStack {
  const { engine, functions, stepFunctions, streams, faults, mailbox } = cloud;
  return {
    ...rest,
    ...{ engine, functions, stepFunctions, streams, faults },
    origin: origins.api,
    identityProviderOrigin: origins.identityProvider,
    mailboxOrigin: origins.mailbox,
    controlOrigin: origins.control,
    servicesOrigin: origins.services,
    mails: mailbox.mails,
  };
}

function controlsOf(stack: LocalStack, { people, workloads }: LocalStackOptions): Controls {
  return {
    now: stack.clock.now,
    advance: stack.advance,
    mint: stack.token,
    mails: stack.mails,
    faults: stack.faults,
    logs: stack.functions.logs,
    subjects: [...people, ...workloads].map(({ subject }) => subject),
    links: { api: stack.origin, identityProvider: stack.identityProviderOrigin, mailbox: stack.mailboxOrigin },
  };
}

/**
 * Goes on with what an earlier process left: changes that not every reader of the stream had taken, and workflows,
 * which do not outlive a restart. Dispatch looks at every open activation, also at those whose changes it is not
 * woken for because on AWS their workflow would still run, and at every right that went.
 */
async function goOn({ engine, streams }: Cloud, { tableName, clock }: LocalStack): Promise<void> {
  await engine.redeliver();
  for (const { keys, item } of await listUnfinished(engine, tableName)) {
    streams.show(DISPATCH, { tableName, keys, oldImage: item, newImage: item, at: clock.now() });
  }
}
