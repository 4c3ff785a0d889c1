import { AsyncLocalStorage } from 'node:async_hooks';
import { format } from 'node:util';

/** What one function sees of the process while its code runs. */
export interface Sandbox {
  /** The function's title. */
  readonly name: string;
  /** All of `process.env`, as the function sees it. */
  readonly environment: Record<string, string>;
  /** Takes what the function writes to the console. */
  log(line: string): void;
}

const running = new AsyncLocalStorage<Sandbox>();
const CONSOLE_METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/**
 * Runs a function's code, and whatever it starts, with its own environment variables and its own log.
 *
 * On AWS each function is a process of its own; here they share one, and must not see each other's settings.
 */
export function runInSandbox<T>(sandbox: Sandbox, code: () => Promise<T>): Promise<T> {
  return running.run(sandbox, code);
}

/** Divides `process.env`, the console and the standard output by function; @returns how to undo it */
export function installSandboxes(): () => void {
  const environment = process.env;
  const methods = CONSOLE_METHODS.map((name) => [name, console[name]] as const);

  const seen = (target: NodeJS.ProcessEnv) => running.getStore()?.environment ?? target;
  process.env = new Proxy(environment, {
    get: (target, key) => Reflect.get(seen(target), key),
    set: (target, key, value) => Reflect.set(seen(target), key, value),
    has: (target, key) => Reflect.has(seen(target), key),
    deleteProperty: (target, key) => Reflect.deleteProperty(seen(target), key),
    ownKeys: (target) => Reflect.ownKeys(seen(target)),
    getOwnPropertyDescriptor: (target, key) => Reflect.getOwnPropertyDescriptor(seen(target), key),
  });
  for (const [name, write] of methods) {
    console[name] = (...parts: unknown[]) => {
      const sandbox = running.getStore();
      if (sandbox) sandbox.log(format(...parts));
      else write.apply(console, parts);
    };
  }
  const undoOutput = divideOutput();
  return () => {
    process.env = environment;
    for (const [name, write] of methods) console[name] = write;
    undoOutput();
  };
}

/** Metrics are written past the console, because Lambda would wrap them. */
function divideOutput(): () => void {
  const { stdout } = process;
  const write = stdout.write;
  stdout.write = (chunk: Uint8Array | string, ...rest: never[]) => {
    const sandbox = running.getStore();
    if (!sandbox) return write.call(stdout, chunk, ...rest);
    sandbox.log(String(chunk).trimEnd());
    return true;
  };
  return () => {
    stdout.write = write;
  };
}
