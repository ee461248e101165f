export const t = {
  title: 'Audit log', hint: 'Everything that was changed in this workspace, by whom and through what. Entries cannot be changed or deleted.',
  at: 'When', action: 'Action', actor: 'By', subject: 'Subject', changes: 'Changes', address: 'Address', request: 'Request id', sequence: 'Number', from: 'From', to: 'Until', hash: 'Hash',
  exportLog: 'Export log', exportCsv: 'Export log as CSV', exportNdjson: 'Export log as NDJSON', empty: 'Nothing has been changed yet', close: 'Close entry', entry: 'Audit entry', noChanges: 'No field changed.',
  system: 'Apron', key: 'API key', lookUp: 'How this request was judged',
}
