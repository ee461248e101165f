import { defineModule } from '#platform/kernel/module.ts'
import * as go from './go.ts'

export const readiness = defineModule({
  name: 'readiness',
  title: 'Go sheet',
  summary:
    'Whether a person may go with an aircraft: airworthiness, limitations, eligibility and duty in one.',
  parts: [go],
})
