import { readEnvironment } from '#shared/config';
import { apiFunction } from '#shared/http/api';
import { evaluateEach } from '#shared/http/evaluate-each';
import { evaluationMetadata } from '#shared/http/evaluation-metadata';
import { evaluationRoutes } from '#shared/http/routes/evaluation';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { evaluationPorts } from '#shared/wiring';

const useNotRecorded = (error: unknown) => console.error('The use of a role could not be noted.', error);
const ports = { ...evaluationPorts(), useNotRecorded };
const { PUBLIC_ORIGIN } = readEnvironment('origin');

/** OpenID AuthZEN Authorization API 1.0 for protected applications: does this subject hold this role here, now? */
export const handler = apiFunction(
  evaluationRoutes,
  {
    evaluate: async ({ body }) => ({ status: 200, body: await evaluateAccess(body, ports) }),
    evaluateSeveral: async ({ body }) => ({ status: 200, body: await evaluateEach(body, ports) }),
    describeEvaluation: () => ({ status: 200, body: evaluationMetadata(PUBLIC_ORIGIN) }),
  },
  ports,
);
