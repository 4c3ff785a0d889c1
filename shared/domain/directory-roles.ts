import type { Role } from './role.ts';

const directoryRole = (id: string, displayName: string, description: string): Role => ({
  id,
  displayName,
  description,
  privileged: true,
  builtIn: true,
  enabled: true,
  provider: { kind: 'directory' },
  revision: 1,
});

/**
 * The roles of a directory that the sign-up brings (ONB-3), named as in Microsoft Entra. The two administrator roles are
 * not among them: they are there from the consent on.
 */
export const directoryRoles: readonly Role[] = [
  directoryRole(
    'global-administrator',
    'Global Administrator',
    'Manages everything in the directory and its services.',
  ),
  directoryRole(
    'global-reader',
    'Global Reader',
    'Reads everything a Global Administrator manages and changes nothing.',
  ),
  directoryRole('user-administrator', 'User Administrator', 'Creates, changes and removes users and groups.'),
  directoryRole(
    'authentication-administrator',
    'Authentication Administrator',
    'Sees, sets and resets how people without an administrator role sign in.',
  ),
  directoryRole(
    'helpdesk-administrator',
    'Helpdesk Administrator',
    'Resets passwords of people without an administrator role and ends their sessions.',
  ),
  directoryRole(
    'exchange-administrator',
    'Exchange Administrator',
    'Manages mailboxes, mail flow and mail protection.',
  ),
  directoryRole(
    'sharepoint-administrator',
    'SharePoint Administrator',
    'Manages sites, their sharing and their storage.',
  ),
  directoryRole('teams-administrator', 'Teams Administrator', 'Manages teams, meetings and calls.'),
  directoryRole(
    'application-administrator',
    'Application Administrator',
    'Manages registered applications, their secrets and what they may access.',
  ),
  directoryRole(
    'conditional-access-administrator',
    'Conditional Access Administrator',
    'Manages under which conditions people may sign in.',
  ),
  directoryRole('security-reader', 'Security Reader', 'Reads security reports, alerts and sign-in logs.'),
  directoryRole('billing-administrator', 'Billing Administrator', 'Buys licences, manages subscriptions and pays.'),
];
