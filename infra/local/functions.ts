import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import type { Activity } from './activity.ts';
import { installSandboxes, runInSandbox, type Sandbox } from './function-sandbox.ts';
import { importFresh } from './import-fresh.ts';
import { REGION, type Resource, type Template } from './template.ts';
import { withTimeLimit } from './time-limit.ts';

const FunctionProperties = v.object({
  Description: v.optional(v.string(), ''),
  Handler: v.string(),
  Code: v.object({ S3Key: v.optional(v.string()) }),
  Timeout: v.optional(v.number(), 3),
  MemorySize: v.optional(v.number(), 128),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.unknown()) }), { Variables: {} }),
});
type FunctionResource = Resource<v.InferOutput<typeof FunctionProperties>>;
type Handler = (event: unknown, context: object) => Promise<unknown>;

/** The functions of the template, run from their bundles in this process. */
export interface Functions {
  /**
   * Invokes a function by ARN or by title (its file, `stream/notify`), as Lambda does: event and answer pass as JSON.
   *
   * @throws Error named as the function's error, or `Sandbox.Timedout`
   */
  invoke(nameOrArn: string, event: unknown): Promise<unknown>;
  /** A function's title by its name or ARN. */
  titleOf(nameOrArn: string): string;
  /** The title of the function with a logical id, if there is one. */
  titleOfId(id: string): string | undefined;
  /** How often each function was invoked, by title. */
  readonly invocations: Readonly<Record<string, number>>;
  /** What functions wrote to the console, oldest first, the last 1,000 lines. */
  readonly logs: readonly FunctionLog[];
  close(): void;
}

export interface FunctionLog {
  /** Title of the function. */
  readonly function: string;
  readonly line: string;
}

export interface FunctionsOptions {
  readonly template: Template;
  readonly activity: Activity;
  /** Added to every function's environment: the endpoints of the services. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog?: (entry: FunctionLog) => void;
}

const KEPT_LOGS = 1000;

/** Makes the template's functions ready; a bundle is loaded when its function is first invoked, which saves memory. */
export function createFunctions({ template, activity, environment, onLog }: FunctionsOptions): Functions {
  const uninstall = installSandboxes();
  const loaded = new Map<string, Promise<Handler>>();
  const invocations: Record<string, number> = {};
  const logs: FunctionLog[] = [];
  // Read late: an environment may refer to what is there only when the whole stack is.
  let known: FunctionResource[] | undefined;
  const resources = () => (known ??= readFunctions(template));

  function find(nameOrArn: string): FunctionResource {
    const name = nameOrArn.replace(/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/, '');
    const found = resources().find(({ id, title, arn }) => [id, title].includes(name) || arn === nameOrArn);
    if (!found) throw new Error(`The template has no function ${nameOrArn}.`);
    return found;
  }

  function log(title: string, line: string) {
    if (logs.push({ function: title, line }) > KEPT_LOGS) logs.shift();
    onLog?.({ function: title, line });
  }

  function load(resource: FunctionResource, sandbox: Sandbox): Promise<Handler> {
    const handler = loaded.get(resource.id) ?? importHandler(template.folder, resource, sandbox);
    loaded.set(resource.id, handler);
    return handler;
  }

  async function run(resource: FunctionResource, event: unknown) {
    const { title } = resource;
    invocations[title] = (invocations[title] ?? 0) + 1;
    const sandbox = sandboxOf(resource, environment, (line) => log(title, line));
    const handler = await load(resource, sandbox);
    const work = runInSandbox(sandbox, async () => asJson(await handler(asJson(event), contextOf(resource))));
    return withTimeLimit(resource.properties.Timeout * 1000, work).catch((error: unknown) => {
      log(title, `failed: ${error instanceof Error ? error.stack : String(error)}`);
      throw error;
    });
  }

  return {
    invoke: (nameOrArn, event) => activity.track(Promise.resolve().then(() => run(find(nameOrArn), event))),
    titleOf: (nameOrArn) => find(nameOrArn).title,
    titleOfId: (wanted) => resources().find(({ id }) => id === wanted)?.title,
    invocations,
    logs,
    close: uninstall,
  };
}

/** Functions are called by their file where the template describes them so. */
function readFunctions(template: Template): FunctionResource[] {
  return template.all('AWS::Lambda::Function', FunctionProperties).map((resource) => {
    const [, file] = /^functions\/(.+)$/.exec(resource.properties.Description) ?? [];
    return { ...resource, title: file ?? resource.title };
  });
}

function sandboxOf(
  { id, title, properties }: FunctionResource,
  services: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Sandbox {
  const own = Object.entries(properties.Environment.Variables).map(([name, value]) => [name, String(value)]);
  const environment = {
    ...Object.fromEntries(own),
    ...services,
    AWS_REGION: REGION,
    // Tells the services of this machine who calls, as a role does on AWS.
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_LAMBDA_FUNCTION_NAME: id,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
  };
  return { name: title, environment, log };
}

async function importHandler(folder: string, { id, properties }: FunctionResource, sandbox: Sandbox): Promise<Handler> {
  const [file, name] = properties.Handler.split('.');
  const asset = `asset.${properties.Code.S3Key?.replace(/\.zip$/, '')}`;
  const module = await runInSandbox(sandbox, () => importFresh(pathToFileURL(join(folder, asset, `${file}.mjs`))));
  const handler = module[name ?? 'handler'];
  if (typeof handler !== 'function') throw new Error(`The bundle of ${id} exports no ${name}.`);
  return (event, context) => handler(event, context);
}

function contextOf({ id, arn, properties }: FunctionResource) {
  const until = performance.now() + properties.Timeout * 1000;
  return {
    awsRequestId: randomUUID(),
    functionName: id,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(properties.MemorySize),
    logGroupName: `/aws/lambda/${id}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(until - performance.now())),
  };
}

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
