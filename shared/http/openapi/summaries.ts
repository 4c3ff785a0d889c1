/** What each route does, in one line. */
export const summaries: Readonly<Record<string, string>> = {
  getHealth: 'Says that Lapse is there.',
  showDecisionPage: 'The page behind the links of decision mails; harmless until a person acts on it.',
  previewDecision: 'Shows what the bearer of a link would decide on; changes nothing.',
  decideByLink: 'Decides by link, with the code of the mail.',
  renewLink: 'Sends a fresh mail for a link whose time is over.',

  getOnboarding: 'Tells whether somebody has consented to Lapse.',
  consent: 'Opens Lapse; the first one entitled becomes its administrator.',

  getMe: 'Who I am to Lapse, my groups and administrator roles.',
  listMyRoles: 'What I am eligible for, hold or held, and how each stands.',
  listMyActivations: 'My requests, newest first.',
  activate:
    'Asks for one or several roles. One item answers with its own status: 201 needs nobody, 202 waits for approval; several answer 200 with each result.',
  getActivation: 'One activation with its decisions and its story; for its requester, approvers and administrators.',
  cancelActivation: 'Takes a request back before access is given.',
  deactivateActivation: 'Gives an active role back before its time.',

  listApprovals: 'What waits for my decision, nearest deadline first.',
  decide: 'Approves or denies one activation.',
  decideSeveral: 'Approves or denies several activations, each with its own result.',

  reportActivations: 'The history: one record for each activation, newest first.',
  reportSummary:
    'Figures of a period (the last 31 days; at most 92): activations per day and role, standing versus eligible, time to approval, unused eligibilities.',
  listAudit:
    'Every change there was, newest first; of one subject, named by kind and id, its whole chain. With `format=ocsf`, as JSON lines only: events of OCSF 1.3.0 (classes 3004, 3005, 3006, 2004).',

  evaluate: 'Does this subject hold this role here, now? (OpenID AuthZEN 1.0)',
  evaluateSeveral: 'Several questions at once; what one leaves out, the request around it gives.',
  describeEvaluation: 'Where the evaluation endpoints are (OpenID AuthZEN 1.0).',

  showOpenApi: 'This API as OpenAPI 3.1.',
  showDocumentation: 'This API to read.',
};
