/** Severities, lowest first. `critical` needs action now, and nothing delays it. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const

export type Severity = (typeof severities)[number]
