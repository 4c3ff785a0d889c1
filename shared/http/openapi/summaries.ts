import type { Operation } from '../routes.ts';

const everySummary = {
  getHealth: 'Says that Lapse is there.',
  showDecisionPage: 'The page behind the links of decision mails; harmless until a person acts on it.',
  showRewrittenLink: 'The same page, when a mail gateway wrote the # of a link as %23; any other path is not found.',
  showJoinPage: 'The page that redeems the code of an invitation, after a sign-in; harmless until a person acts on it.',
  showApprovalsPage:
    'The page that lists what waits for an approver, after a sign-in; harmless until a person acts on it.',
  previewDecision: 'Shows what the bearer of a link would decide on; changes nothing.',
  decideByLink: 'Decides by link, with the code of the mail.',
  renewLink: 'Sends a fresh mail for a link whose time is over.',

  getOnboarding: 'Tells whether somebody has consented to Lapse.',
  consent: 'Opens Lapse; the first one entitled becomes its administrator.',
  signUpForDirectoryRoles: 'Signs up for the roles of the directory; a second time changes nothing.',

  listRoles: 'All roles, built-in and own, or those that are called so.',
  getRole: 'One role, built-in or own.',
  createRole: 'Adds a role of your own.',
  changeRole:
    'Changes, enables, disables or archives a role; disabling it ends its running activations, and only what is disabled is archived.',
  deleteRole: 'Removes a role that nothing ever named; its id is never given again.',

  listResources: 'The tree of resources: the directory, organizational units, accounts; or those that are called so.',
  getResource: 'One resource of the tree, with the ids of those above it, nearest first.',
  createResource: 'Adds a resource below another one, or below the directory.',
  changeResource: 'Renames a resource, moves it below another one, or archives it.',
  deleteResource: 'Removes a resource that nothing ever named; its id is never given again.',

  getSettings: 'The rules of a role that count here; the entity tag is the version of the rules of this very place.',
  listSettingsVersions: 'Every version of the rules of a role at one resource, newest first, and who saved it.',
  listOverrides:
    'The resources at which a role has rules of its own, and these; a page may be short although more follow.',
  putSettings:
    'Saves the rules of a role as a whole, over the version If-Match names; `dryRun` tells what is broken and what to mind, and saves nothing.',

  patchSettings:
    'Changes some rules of a role at one place (RFC 7396): what is left out stays as it is in force there, null sets the default.',
  takeBackSettings:
    'Takes back the rules of a role at one place, over the version If-Match names: those above count there again, at the directory the defaults.',

  exportPolicy:
    'The configuration as a document (lapse/v1): places, groups, roles, their rules, who is assigned what; people only by id. Page by page, each a document of its own; a page may be short although more follow.',

  listRoleMembers:
    'Who holds a role, will hold it or may activate it, how they came by it and until when; a page may be short although more follow.',
  listMembers:
    'The members of all roles, role after role, or what one principal holds and may activate; a page may be short although more follow.',

  getMe: 'Who I am to Lapse, my groups and administrator roles.',
  listMyRoles: 'What I am eligible for, hold or held, and how each stands.',
  listMyActivations: 'My requests, newest first: all, those that are open or over, those of one role.',
  activate:
    'Asks for one or several roles. One item answers with its own status: 201 needs nobody, 202 waits for approval; several answer 200 with each result.',
  getActivation: 'One activation with its decisions and its story; for its requester, approvers and administrators.',
  cancelActivation: 'Takes a request back before access is given.',
  deactivateActivation: 'Gives an active role back before its time.',
  extendActivation: 'Asks for more time of an active role: 200 needs nobody, 202 waits for approval.',

  listApprovals:
    'What waits for my decision, nearest deadline first; with `decided=true` what I decided, newest decision first.',
  decide: 'Approves or denies one activation.',
  decideSeveral: 'Approves or denies several activations, each with its own result.',

  revokeActivation: 'Ends the activation of somebody else before its time, with a reason.',
  reviewActivation:
    'Signs off a break-glass use; by an administrator who is another person. While two uses of somebody await this, a third is refused.',

  listPrincipals: 'Users, guests, groups and workloads: all, or those that are called so.',
  getPrincipal: 'One principal; of a group its members, too, page by page.',
  createPrincipal: 'Adds a user, a guest, a group or a workload.',
  deletePrincipal: 'Removes a principal that nothing ever named; its id is never given again.',
  changePrincipal:
    'Changes, enables or disables a principal, or the members of a group; what rested on it ends at once.',
  invitePrincipal: 'Mails somebody a code that binds their sign-in once; a second invitation replaces the first.',
  redeemInvitation: 'Binds the sign-in of the caller to whoever the code was mailed to, once.',

  importPolicy:
    'Adds what a document (lapse/v1) says and is not there yet, at most 500 entries, each with its own result. What is there otherwise is left as it is; who administers Lapse is never reached.',
  importPrincipals:
    'Adds people from CSV, JSON lines or JSON, at most 500, each with its own result. Who is there with other values is left as they are; `enabled` false disables them.',

  listAssignments:
    'Who is assigned what, in force or not; by principal, role, resource, type, state, and by an end before an instant.',
  createAssignments:
    'Assigns a role to one or several principals. One answers with its own status; several, and rehearsals, answer 200 with each result.',
  getAssignment: 'One assignment; for those who hold it and for administrators.',
  changeAssignment:
    'Changes an assignment in place: its end, its start before it has begun, its ticket and its reason. An earlier end cuts what runs.',
  removeAssignment: 'Takes an assignment away, and at once whatever runs under it.',
  makeEligible:
    'Makes an active assignment an eligibility; warns when it was used within the last day, or nobody knows. `dryRun` tells and changes nothing.',
  makeActive: 'Makes an eligibility an active assignment. `dryRun` tells and changes nothing.',
  requestExtension:
    'Asks that an assignment of mine end later, or begin again after its end; an administrator decides.',
  listExtensions: 'The requests to extend or renew that wait for an administrator.',
  decideExtension: 'Approves or denies a request to extend or renew.',

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
} satisfies Readonly<Record<Operation, string>>;

/** What each route does, in one line, by its name. */
export const summaries: Readonly<Record<string, string>> = everySummary;
