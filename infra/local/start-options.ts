import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from './template-origins.ts';

const HIGHEST_PORT = 65_532;

/** What `npm start` prints for `--help`. */
export const usage = `Lapse on this machine, demo organization included, until Ctrl-C.

  npm start [-- OPTIONS]

  --data DIR               keep the state in DIR, and go on from it at the next start
  --empty                  start with nobody in Lapse: grace consents first, as at a new deployment
  --allowed-origins URLS   origins of other pages that may call the API, separated by blanks or commas
  --help                   show this text

  PORT=N npm start         listen on N (API), N+1 (identity provider), N+2 (mailbox), N+3 (clock and tokens);
                           without it on ${DEFAULT_PORT} to ${DEFAULT_PORT + 3}, always on 127.0.0.1 only
`;

/** What somebody asked of `npm start`. */
export interface StartOptions {
  readonly port: number;
  readonly dataFolder: string | undefined;
  /** Whether nobody has consented yet, and nobody but the identity provider knows anybody. */
  readonly isEmpty: boolean;
  readonly wantsHelp: boolean;
  /** Settings of the deployment that differ from those of one machine. */
  readonly settings: Record<string, string>;
}

/**
 * Reads arguments and environment of `npm start`.
 *
 * @throws Error in one sentence
 */
export function readStartOptions(args: readonly string[], portGiven: string | undefined): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      empty: { type: 'boolean', default: false },
      'allowed-origins': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const origins = values['allowed-origins'];
  return {
    port: readPort(portGiven),
    dataFolder: values.data,
    isEmpty: values.empty,
    wantsHelp: values.help,
    settings: origins === undefined ? {} : { allowedOrigins: origins },
  };
}

function readPort(given: string | undefined): number {
  const port = Number(given ?? DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 1 && port <= HIGHEST_PORT) return port;
  throw new Error(`PORT must be a whole number from 1 to ${HIGHEST_PORT}.`);
}
