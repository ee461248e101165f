export const t = {
  list: {
    title: 'Webhooks', hint: 'Events are sent to your address as signed POST requests. Each is retried until your server answers 2xx, and every attempt is logged.',
    create: 'New webhook endpoint', deadLetters: 'Dead letters', url: 'URL', description: 'Description', events: 'Events', state: 'State', health: 'Last 24 h', median: 'Median', created: 'Created',
    allEvents: 'All events', someEvents: (count: number) => (count === 1 ? '1 event type' : `${count} event types`),
    empty: 'No webhook endpoints yet', emptyHint: 'Add the address of your server, choose events, and send it a ping.', endpoints: 'Endpoints', views: 'Endpoints and dead letters',
  },
  state: { enabled: 'Enabled', disabled: 'Disabled', open: 'Paused: failing', half_open: 'Probing' },
  form: {
    createTitle: 'New webhook endpoint', editTitle: 'Edit webhook endpoint', url: 'URL', urlHint: 'An https address that the internet can reach.', description: 'Description', all: 'Send all events', chosen: 'Send chosen events',
    events: 'Events', types: 'Event types', noTypes: 'Choose at least one event type', ladder: 'Retries', short: 'Short: 5 retries within about 30 seconds', long: 'Long: retries for up to 3 days',
    create: 'Create webhook endpoint', save: 'Save webhook endpoint', saved: 'Webhook endpoint saved', secretTitle: 'Webhook endpoint is ready', secretLabel: 'Signing secret',
    secretNote: 'Verify the signature of every request with this secret before you trust it.', beta: 'beta',
  },
  endpoint: {
    back: 'Webhooks', ping: 'Send ping', pinged: 'Ping is on its way', grade: 'Run graded ping', edit: 'Edit', rotate: 'Rotate secret', enable: 'Enable endpoint', disable: 'Disable endpoint', remove: 'Delete webhook endpoint',
    more: 'More actions', enabled: 'Webhook endpoint enabled', disabled: 'Webhook endpoint disabled', removed: 'Webhook endpoint deleted', removeTitle: (url: string) => `Delete the webhook endpoint ${url}?`,
    removeText: 'Nothing is sent to it any more and its delivery log goes with it.', rotateTitle: 'Rotate the signing secret?', rotateText: 'During the overlap requests are signed with both secrets, so that your server can change over without refusing any.',
    overlap: 'Overlap', overlapHint: '0 ends the old secret now; at most 72 hours.', badOverlap: 'Between 0 and 72 hours', hours: 'h', newSecret: 'New signing secret',
    disabledNotice: 'This endpoint is disabled', openNotice: 'Deliveries are paused because the endpoint keeps failing. It is probed, and what was missed is sent again when it answers.',
    facts: 'Endpoint', secret: 'Signing secret', previousSecret: 'Previous secret ends', lastDelivered: 'Last delivered', lastFailure: 'Last failure', updated: 'Changed', retries: 'Retries', health: 'Health, last 24 h',
    delivered: 'delivered', retrying: 'retrying', dead: 'dead', none: 'Nothing was sent in the last 24 hours.', median: 'median', deliveries: 'Deliveries', long: 'Long', short: 'Short',
  },
  delivery: {
    title: 'Delivery', event: 'Event', status: 'Status', attempts: 'Attempts', created: 'Created', delivered: 'Delivered', next: 'Next attempt', answer: 'Answer', duration: 'Duration', resend: 'Resend delivery', resent: 'Delivery is on its way again',
    endpoint: 'Endpoint', eventId: 'Event id', uuid: 'Delivery UUID', body: 'Body as sent', attempt: (number: number) => `Attempt ${number}`, request: 'Request', response: 'Response', headers: 'headers', noAnswer: 'No answer',
    empty: 'Nothing has been delivered yet', emptyHint: 'Send a ping to see the first delivery here.', resendingReason: 'It is being sent already.', since: 'Since', back: 'Endpoint', error: 'Error', bodyEmpty: 'Empty body',
  },
  dead: {
    title: 'Dead letters', hint: 'Deliveries that failed every attempt. Mend the receiver, then send them again.', resendSelected: 'Resend selected', resendAll: 'Resend all', resendAllSince: 'Resend all since…', since: 'Failed since', submit: 'Resend dead letters',
    resendTitle: 'Resend dead letters since', requeued: (count: number) => (count === 1 ? '1 delivery is on its way again' : `${count} deliveries are on their way again`), empty: 'No dead letters', emptyHint: 'Every delivery reached its endpoint or is still being tried.',
    allTitle: (count: number) => `Resend all ${count} dead letters?`, allText: 'They are sent oldest first.', endpoint: 'Endpoint', sinceDate: 'Since (UTC date)',
  },
  grade: {
    title: 'Graded ping', running: 'Sending the checks to your endpoint…', runningHint: 'It is asked well-formed and malformed questions: a valid event, a forged signature, an old one, a repeated one.',
    score: (score: number, total: number) => `${score} of ${total} checks passed`, expectation: 'Expected', answer: 'Answer', close: 'Close report', again: 'Run graded ping again', noAnswer: 'no answer', inconclusive: 'Inconclusive',
  },
}
