import type { Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'

/** The parts of a go sheet, in the order in which a no is named. */
export const goParts = ['airworthiness', 'limitation', 'eligibility', 'duty'] as const

export const GoLine = Type.Object(
  {
    part: oneOf(goParts),
    title: Type.String(),
    verdict: oneOf(['yes', 'no', 'insufficient_data']),
    isBlocking: Type.Boolean({ description: 'It decides; a line that does not is for information.' }),
    message: Type.String(),
    citation: nullable(Type.String()),
    lapsesAt: nullable(Type.String({ format: 'date-time', description: 'Until when the yes holds.' })),
  },
  { title: 'GoLine' },
)
export type GoLine = Static<typeof GoLine>

/** A person, an aircraft and a moment, with what the flight is. */
export interface GoQuestion {
  crewId: string
  aircraftId: string
  at: Date
  until: Date
  role: 'pic' | 'instructor' | 'solo'
  rules: '91' | '91_instruction_for_hire' | '135' | 'ncc' | 'nco' | 'cat' | 'spo' | null
  operation: 'private' | 'commercial' | 'airline_transport'
  hasPassengers: boolean
  isNight: boolean | undefined
  isInstrument: boolean
}

export interface GoContext {
  tx: Tx
  services: Services
  principal: Principal
  now: Date
  zone: string
}
