import { Button } from '@mantine/core'
import type { Answer, BodyOf } from '#api/answer.ts'
import { post } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import { inLine } from '#ui/face.ts'
import { dayIn } from '#ui/time.ts'
import { whenOf } from './boardWords.ts'
import { t } from './strings.ts'
import { clockOf } from './zone.ts'

export type Alternative = Answer<'POST', '/api/v1/planning/sessions/preview'>['alternatives'][number]
type Booking = BodyOf<'POST', '/api/v1/planning/sessions/preview'>

/** What is possible in place of a booking that was refused because something is taken, or by a rule. */
export async function alternativesTo(error: unknown, body: Booking): Promise<Alternative[]> {
  if (!(error instanceof ApiError) || (error.status !== 409 && error.status !== 422)) return []
  const preview = await post('/api/v1/planning/sessions/preview', { body }).catch(() => null)
  return preview?.alternatives ?? []
}

type Times = { aircraftId: string | null; day: string; from: string; untilDay: string; to: string }
type Props = { alternatives: Alternative[]; timezone: string; take: (times: Times) => void }

/** Fills the form with what is possible instead. */
export function Alternatives({ alternatives, timezone, take }: Props) {
  if (alternatives.length === 0) return null
  return (
    <section aria-label={t.form.possible}>
      <p>{t.form.possible}</p>
      {alternatives.map(({ aircraftId, aircraftRegistration, startsAt, endsAt }) => (
        <Button
          key={`${aircraftId} ${startsAt}`}
          size="compact-sm"
          variant="default"
          mb={6}
          mr={6}
          onClick={() =>
            take({
              aircraftId,
              day: dayIn(new Date(startsAt), timezone),
              from: clockOf(Date.parse(startsAt), timezone),
              untilDay: dayIn(new Date(endsAt), timezone),
              to: clockOf(Date.parse(endsAt), timezone),
            })
          }
        >
          {inLine(aircraftRegistration, whenOf(timezone, startsAt, endsAt))}
        </Button>
      ))}
    </section>
  )
}
