import type { ApiFunction, Route } from '../route.ts';

const ofFunction = {
  'self-service': { name: 'Self-service', description: 'What people do for themselves.' },
  approvals: { name: 'Approvals', description: 'The inbox and the decisions of signed-in approvers.' },
  'decision-links': { name: 'Decision links', description: 'The page behind the links of decision mails.' },
  administration: { name: 'Administration', description: 'What administrators set up.' },
  reports: {
    name: 'Reports',
    description: 'What was, for administrators and auditors; nothing here changes anything.',
  },
  imports: { name: 'Administration: imports', description: 'Many things in one call.' },
  evaluation: { name: 'Evaluation', description: 'Protected applications ask who may pass.' },
  documentation: { name: 'Documentation', description: 'This description.' },
} as const satisfies Record<ApiFunction, Area>;

/** A chapter of the documentation. */
export interface Area {
  readonly name: string;
  readonly description: string;
}

/** The chapter a route stands in: administration has one for each noun. */
export function areaOf({ function: name, path }: Route): Area {
  const area: Area = ofFunction[name];
  if (name !== 'administration') return area;
  const noun = path.split('/')[2] ?? '';
  return { name: `${area.name}: ${noun}`, description: area.description };
}
