export const t = {
  list: { title: 'Projects', create: 'New project', name: 'Name', customer: 'Customer', status: 'Status', starts: 'Starts', ends: 'Ends', slug: 'Address', empty: 'No projects yet', emptyHint: 'A project holds the services of one customer or contract, and the deployments that carry them out. A key can be limited to projects.' },
  form: {
    createTitle: 'New project', editTitle: 'Edit project', create: 'Create project', save: 'Save project', created: (name: string) => `Project ${name} created`, saved: (name: string) => `Project ${name} saved`, name: 'Name', description: 'Description', customer: 'Customer', startsOn: 'Starts on', endsOn: 'Ends on',
    status: 'Status', idle: 'Idle', active: 'Active', endBefore: 'Not before the start',
  },
  page: { back: 'Projects', edit: 'Edit project', services: 'Services', newService: 'New service', noServices: 'No services yet. A service is one kind of work: a survey, fire watch, a shuttle.', description: 'Description', customer: 'Customer', starts: 'Starts', ends: 'Ends', slug: 'Address', created: 'Created', flights: 'Flights of this project' },
  service: {
    title: 'New service', name: 'Service name', kind: 'Kind', aircraftType: 'Aircraft type', base: 'Base', create: 'Create service', created: (name: string) => `Service ${name} created`,
    kinds: { survey: 'Survey', fire: 'Fire', medical: 'Medical', shuttle: 'Shuttle', training: 'Training', other: 'Other' } as Record<string, string>, deployments: (name: string) => `Deployments of ${name}`, newDeployment: 'New deployment', noDeployments: 'No deployments yet.',
  },
  deployment: {
    title: (service: string) => `New deployment of ${service}`, aircraft: 'Aircraft', person: 'Person', role: 'Role', starts: 'Starts on', ends: 'Ends on', notes: 'Notes', create: 'Create deployment', created: 'Deployment queued', status: 'Status', period: 'Period', crew: 'Crew',
    advance: { positioning: 'Start positioning', running: 'Start running', completed: 'Complete deployment', failed: 'Mark as failed' } as Record<string, string>, advanced: (state: string) => `Deployment is now ${state}`, abort: 'Abort deployment', aborted: 'Deployment aborted',
    abortTitle: (tail: string) => `Abort the deployment of ${tail}?`, abortText: 'Only a queued or positioning deployment can be aborted.', reason: 'Reason', until: (from: string, to: string) => `${from} – ${to}`, actions: 'Actions', failTitle: (tail: string) => `Mark the deployment of ${tail} as failed?`,
  },
}
