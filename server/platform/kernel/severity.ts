/** How much something matters, the least first. `critical` wants action now, and nothing keeps it back. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const

export type Severity = (typeof severities)[number]
