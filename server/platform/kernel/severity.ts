import { labeled } from './schema.ts'

/** Severities, lowest first. `critical` needs action now, and nothing delays it. */
export const severities = labeled(['info', 'low', 'medium', 'high', 'critical'], { info: 'Information' })

export type Severity = (typeof severities)[number]
