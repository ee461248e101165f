// The words of the frame and the kit. A module's own words are in its strings.ts,
// so that they load with the module.
export const s = {
  product: 'Apron',
  nav: {
    today: 'Today',
    groups: { operations: 'Operations', people: 'People & fleet', settings: 'Settings', system: 'System' },
    flights: 'Flights', projects: 'Projects', aircraft: 'Aircraft', people: 'People',
    organisation: 'Organisation', members: 'Members', integrations: 'Integrations', apiKeys: 'API keys', webhooks: 'Webhooks',
    imports: 'Imports', auditLog: 'Audit log', mails: 'Mail outbox', refusal: 'Why was I refused',
    logFlight: 'Log flight', newAircraft: 'New aircraft', newPerson: 'New person', importFile: 'Import a file',
    main: 'Main', menu: 'Open menu', closeMenu: 'Close menu', skip: 'Skip to content', quick: 'Quick places',
  },
  workspace: { switch: 'Switch workspace', current: 'Current workspace', another: 'New workspace…' },
  user: {
    menu: 'Account menu', signOut: 'Sign out', appearance: 'Appearance', light: 'Light', dark: 'Dark', system: 'As the system',
    times: 'Times', utcFirst: 'Show UTC', localFirst: 'Show local time', keyboard: 'Keyboard shortcuts', reference: 'API reference',
  },
  clock: { utc: 'UTC', local: 'local' },
  palette: {
    open: 'Search', placeholder: 'Search pages, records and actions', nothing: 'Nothing found. Try a tail number, a name or a page.',
    pages: 'Pages', actions: 'Actions', searching: 'Searching…',
  },
  keyboard: {
    title: 'Keyboard shortcuts', everything: 'Search everything', help: 'This list', create: 'Create here', search: 'Search this list',
    next: 'Next row', previous: 'Previous row', select: 'Select row', open: 'Open row', edit: 'Edit', close: 'Close', go: 'Go to', approve: 'Approve the row',
  },
  table: {
    search: 'Search', searchIn: (what: string) => `Search ${/^[A-Z]{2}/.test(what) ? what : what.toLowerCase()}`, columns: 'Choose columns', csv: 'Export CSV', filter: 'Filter',
    addFilter: 'Add filter', remove: (what: string) => `Remove filter ${what}`, clear: 'Clear filters', any: 'Any',
    range: (from: number, to: number, total: number) => `${from}–${to} of ${total.toLocaleString()}`,
    previous: 'Previous page', next: 'Next page', selectAll: 'Select all rows', selectRow: (name: string) => `Select ${name}`,
    selected: (count: number) => `${count} selected`, clearSelection: 'Clear selection', loading: (what: string) => `Loading ${what.toLowerCase()}`,
    nothingMatches: 'Nothing matches', nothingMatchesHint: 'Change the search or clear the filters.', sortBy: (what: string) => `Sort by ${what}`,
    actions: 'Actions',
  },
  form: {
    reveal: 'Show what was typed',
    save: 'Save changes', cancel: 'Cancel', saved: 'Changes saved', required: (label: string) => `${label} is needed`,
    leaveTitle: 'Leave without saving?', leaveText: 'What you changed here has not been saved.', leave: 'Leave', stay: 'Stay',
    draft: 'Restored what you typed before.', discardDraft: 'Start over', summary: 'Some fields need another look', optional: 'optional',
    stale: 'Someone else changed this in the meantime. Reload to see it; your text stays in the fields until you do.',
    reload: 'Reload record',
  },
  time: {
    hint: '1405 or 14:05Z', bad: 'A time like 1405 or 14:05Z', pick: 'Clock', hour: 'Hour', minute: 'Minute',
    date: 'Date', local: 'local', nextDay: 'next day',
  },
  hours: { bad: 'Hours with at most two decimals, like 1234.5' },
  picker: { nothing: 'Nothing found', typeMore: 'Type to search', failed: 'The search failed; try again' },
  airport: {
    add: (code: string) => `Add ${code} as an airport`, title: 'New airport', code: 'Code', codeHint: 'ICAO, or the local code of a strip', name: 'Airport name', country: 'Country', countryHint: 'Two letters, like US',
    latitude: 'Latitude', longitude: 'Longitude', degrees: '°', badLatitude: 'Degrees between -90 and 90, like 51.4706', badLongitude: 'Degrees between -180 and 180, like -0.4619', badCountry: 'Two letters', create: 'Create airport', created: (code: string) => `Airport ${code} created`,
  },
  secret: {
    once: 'This is shown once. Store it now: it cannot be shown again.', show: 'Show secret', hide: 'Hide secret', copy: 'Copy secret',
    copied: 'Copied', curl: 'Try it', copyCurl: 'Copy command', done: 'I have stored it', label: 'Secret',
  },
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  record: { timeline: 'Timeline', more: 'More actions', nothingYet: 'Nothing has happened yet.', via: { session: 'signed in', api_key: 'API key', system: 'Apron' }, facts: 'Facts' },
  error: {
    title: 'This could not be loaded', retry: 'Try again', requestId: 'Request id', notFound: 'Not found',
    notFoundHint: 'It does not exist, or it is not in this workspace.', home: 'Go to Today', crashed: 'This page stopped working',
    crashedHint: 'Reload it. If it happens again, tell whoever runs this installation what you did.', reload: 'Reload page',
    notMember: 'You are not a member of this workspace', notMemberHint: 'Ask one of its admins for an invitation, or open one of yours.',
    elsewhere: (name: string) => `You are now in ${name}`, elsewhereHint: 'Another tab switched the workspace. Nothing of this one was lost.', backTo: (name: string) => `Switch back to ${name}`, stayIn: (name: string) => `Open ${name}`,
    notAllowed: 'Your roles do not include this page', notAllowedHint: 'An admin of this workspace can change your roles under Settings → Members.',
    offline: 'The server cannot be reached',
  },
  loading: 'Loading',
  none: '—',
  yes: 'Yes',
  no: 'No',
  back: 'Back',
  close: 'Close',
  notAllowedAction: 'Your roles do not include this.',
  roles: {
    account_owner: 'Account owner', admin: 'Admin', accountable_executive: 'Accountable executive', safety_manager: 'Safety manager',
    director_of_operations: 'Director of operations', chief_pilot: 'Chief pilot', director_of_maintenance: 'Director of maintenance',
    dispatcher: 'Dispatcher', instructor: 'Instructor', pilot: 'Pilot', mechanic: 'Mechanic', inspector: 'Inspector', finance: 'Finance',
    staff: 'Staff', student: 'Student', auditor: 'Auditor', customer: 'Customer',
  },
}

/** "night_full_stop" → "Night full stop": for words of the API that the catalogue does not name. */
export const sentence = (word: string) => {
  const spaced = word.replaceAll(/[_-]/g, ' ').replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
