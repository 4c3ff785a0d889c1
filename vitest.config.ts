import { defineConfig } from 'vitest/config';

/** Plain values, or a world of its own for each test: their files share processes, which saves starting one for each. */
const rules = ['test/{domain,dynamodb,mail,audit,decision-tokens,access-tokens,use-cases}/**/*.test.ts'];

/** They run on bundles and template, which are built before them; each file starts a stack of its own, in one process. */
const journeys = ['test/journeys/**/*.test.ts', 'test/infra/workflow-{paths,failures}.test.ts'];

/** It looks at what the calls of all others asked for, so it comes last. */
const last = ['test/infra/iam/recorded-rights.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // Bundles are loaded by Node itself: the runner would give each stack the same chunks, with what they remember.
    server: { deps: { external: [/\/asset\.[^/]+\//] } },
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'rules', include: rules, isolate: false } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...rules, ...journeys, ...last],
          globalSetup: 'test/support/build-once.ts',
        },
      },
      {
        extends: true,
        test: { name: 'journeys', include: journeys, isolate: false, globalSetup: 'test/support/build-once.ts' },
      },
      { extends: true, test: { name: 'last', include: last, sequence: { groupOrder: 1 } } },
    ],
  },
});
