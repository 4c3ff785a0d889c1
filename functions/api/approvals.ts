import { Refusal } from '#shared/domain/refusal';
import { activationView } from '#shared/http/activation-view';
import { apiFunction } from '#shared/http/api';
import { problemOf } from '#shared/http/problems';
import { approvalRoutes } from '#shared/http/routes/approvals';
import { decideActivation } from '#shared/use-cases/decide-activation';
import { decideSeveral } from '#shared/use-cases/decide-several';
import { listMyApprovals } from '#shared/use-cases/list-my-approvals';
import { withdrawVote } from '#shared/use-cases/withdraw-vote';
import { callerPorts, decisionLinkPort, dryRunPorts, rehearsableNeeds } from '#shared/wiring';

const needs = rehearsableNeeds();
const ports = { ...dryRunPorts(needs), ...callerPorts(needs), ...decisionLinkPort(needs) };

/** The inbox and the decisions of signed-in approvers. */
export const handler = apiFunction(
  approvalRoutes,
  {
    listApprovals: async ({ caller, query }) => {
      const page = query.decided
        ? await ports.activations.listDecidedBy(caller.view.principal.id, query)
        : await listMyApprovals(caller, query, ports);
      return { status: 200, body: { ...page, items: page.items.map(activationView) } };
    },
    decide: async ({ caller, path, body }) => {
      const { decision, ...rest } = body;
      const command = { ...rest, activationId: path.id ?? '' };
      const decided = await (decision === 'withdraw'
        ? withdrawVote(command, caller, ports)
        : decideActivation({ ...command, decision }, caller, ports));
      return { status: 200, body: activationView(decided) };
    },
    decideSeveral: async ({ caller, body }) => {
      const results = await decideSeveral(body, caller, ports);
      const views = results.map(({ activationId, result }) =>
        result instanceof Refusal
          ? { activationId, outcome: 'refused', problem: problemOf(result) }
          : { activationId, outcome: result.status, activation: activationView(result) },
      );
      return { status: 200, body: { results: views } };
    },
  },
  ports,
);
