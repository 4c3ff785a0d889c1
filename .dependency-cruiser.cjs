/** Who may import whom (architecture: pure core, thin shell). `npm run rules` */
const clients = '^node_modules/@aws-sdk/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'the-domain-is-pure',
      comment: 'shared/domain imports itself and the schema library only: no clock, randomness, logging, environment.',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { pathNot: ['^shared/domain/', '^node_modules/valibot/'] },
    },
    {
      name: 'use-cases-know-domain-and-ports',
      comment: 'Besides them only pure code: how mails are worded, how links and codes are hashed, what is mailed.',
      severity: 'error',
      from: { path: '^shared/use-cases/' },
      to: {
        pathNot: [
          '^shared/(domain|use-cases)/',
          '^shared/(ports|limits)\\.ts$',
          '^shared/ports/',
          '^shared/mail/(templates|letter|mail-facts|mail-tags)\\.ts$',
          '^shared/decision-tokens/(link-hashes|match-code|invitation-codes)\\.ts$',
          '^shared/audit/(checkpoint|event-hash)\\.ts$',
          '^shared/dynamodb/stream-filters\\.ts$',
          '^(node:)?crypto$',
        ],
      },
    },
    {
      name: 'functions-are-thin',
      severity: 'error',
      from: { path: '^functions/(api|authorizer|workflow|stream|schedule|mail)/' },
      to: {
        pathNot: [
          '^shared/(use-cases|http|access-tokens|administration-wiring)/',
          '^shared/(wiring|(access|audit|import|mail|organization|report)-wiring|config|metrics|stream-batch|workflow-task)\\.ts$',
          '^shared/domain/(refusal|audit-event)\\.ts$',
          '^shared/mail/delivery-report\\.ts$',
          '^shared/dynamodb/stream-filters\\.ts$',
          '^node_modules/(valibot|@types/aws-lambda)/',
        ],
      },
    },
    {
      name: 'only-the-documentation-knows-answers',
      comment: 'Schemas of answers describe and test the API; they would make every other bundle larger.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/api/documentation\\.ts$' },
      to: { path: '^shared/http/(answers|openapi)', reachable: true },
    },
    {
      name: 'only-grant-revoke-and-sweep-reach-providers',
      comment: 'security.md: nobody else gives access or takes it away; the rights of the functions say the same.',
      severity: 'error',
      from: {
        path: '^functions/',
        pathNot: '^functions/(workflow/(grant|revoke)-access|schedule/sweep)\\.ts$',
      },
      to: { path: '^shared/access-providers/', reachable: true },
    },
    {
      name: 'only-the-import-knows-organizations',
      comment: 'No other function could use it, but every bundle that holds the client would be larger.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/schedule/import-organization\\.ts$' },
      to: { path: '^shared/aws-organization\\.ts$', reachable: true },
    },
    {
      name: 'only-the-stores-know-dynamodb',
      severity: 'error',
      from: {
        path: '^shared/',
        pathNot: [
          '^shared/dynamodb/',
          '^shared/((audit|mail|organization|report)-)?wiring\\.ts$',
          '^shared/stream-batch\\.ts$',
        ],
      },
      to: { path: `${clients}(client-dynamodb|lib-dynamodb|util-dynamodb)/` },
    },
    {
      name: 'only-the-stores-build-keys',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: ['^shared/dynamodb/'] },
      to: { path: '^shared/dynamodb/(index-)?keys\\.ts$' },
    },
    {
      name: 'the-deployment-takes-names-not-behaviour',
      comment:
        'infra/local runs the built functions and writes the demo organization down; the rest of infra only names.',
      severity: 'error',
      from: { path: '^infra/', pathNot: ['^infra/local/'] },
      to: { path: '^shared/(use-cases|domain|mail|access-tokens|decision-tokens|access-providers|wiring)' },
    },
    {
      name: 'nothing-deployed-needs-what-is-local',
      severity: 'error',
      from: { path: '^(shared|functions|infra)/', pathNot: ['^infra/local/'] },
      to: { path: ['^infra/local/', '^test/'] },
    },
    {
      name: 'functions-run-on-dependencies-only',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: ['^node_modules/@types/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
