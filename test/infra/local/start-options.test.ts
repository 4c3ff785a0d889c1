import { describe, expect, it } from 'vitest';
import { readStartOptions } from '#infra/local/start-options';

describe('the options of npm start', () => {
  it('are the demo organization at port 4000, in memory, when nothing is said', () => {
    expect(readStartOptions([], undefined)).toEqual({
      port: 4000,
      dataFolder: undefined,
      isEmpty: false,
      wantsHelp: false,
      settings: {},
    });
  });

  it('are what was said', () => {
    const args = ['--data', 'state', '--empty', '--help', '--allowed-origins', 'http://localhost:5173'];

    expect(readStartOptions(args, '5000')).toEqual({
      port: 5000,
      dataFolder: 'state',
      isEmpty: true,
      wantsHelp: true,
      settings: { allowedOrigins: 'http://localhost:5173' },
    });
  });

  it.each(['', '0', '65533', '4000.5', 'abc'])('take no port %j', (port) => {
    expect(() => readStartOptions([], port)).toThrow('PORT must be a whole number from 1 to 65532.');
  });
});
