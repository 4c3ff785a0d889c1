import { defineConfig } from 'vitest/config';

/** Plain values, or a world of its own for each test; they need no build. */
const rules = ['test/{domain,dynamodb,mail,audit,decision-tokens,access-tokens,use-cases}/**/*.test.ts'];

/** They run on bundles and template, which are built before them; each file starts a stack of its own. */
const journeys = ['test/journeys/**/*.test.ts', 'test/infra/workflow-{paths,failures}.test.ts'];

/** It looks at what the calls of all others asked for, so it comes last. */
const last = ['test/infra/iam/recorded-rights.test.ts'];

const globalSetup = 'test/support/build-once.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Starting a process and loading the CDK for each file took two thirds of the time.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Bundles are loaded by Node itself: the runner would give each stack the same chunks, with what they remember.
    server: { deps: { external: [/\/asset\.[^/]+\//] } },
    projects: [
      { extends: true, test: { name: 'rules', include: rules } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...rules, ...journeys, ...last],
          globalSetup,
        },
      },
      { extends: true, test: { name: 'journeys', include: journeys, globalSetup } },
      { extends: true, test: { name: 'last', include: last, sequence: { groupOrder: 1 } } },
    ],
  },
});
