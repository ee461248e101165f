import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan, useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { whenOf } from './boardWords.ts'
import { replanStates } from './kind.ts'
import classes from './replan.module.css'
import { t } from './strings.ts'

const w = t.replan
type Replan = RecordOf<'planning_replan'>
type Booking = Replan['bookings'][number]

/** What becomes of the bookings of an aircraft that cannot be had. */
export default function ReplanPage() {
  const id = useParam('id')
  const replan = useQuery({
    queryKey: ['planning_replan', id],
    queryFn: () => get('/api/v1/planning/replans/{id}', { path: { id } }),
  })
  return <Loaded query={replan}>{(data) => <ReplanRecord replan={data} />}</Loaded>
}

const firstChoice = ({ alternatives }: Booking) => (alternatives.length > 0 ? '0' : 'keep')

function ReplanRecord({ replan }: { replan: Replan }) {
  const can = useCan()
  const { workspace } = useSession()
  const zone = workspace.timezone
  const [changed, setChanged] = useState<Record<string, string>>({})
  const [reason, setReason] = useState<string>(w.defaultReason(replan.aircraftRegistration))
  const choiceOf = (booking: Booking) => changed[booking.sessionId] ?? firstChoice(booking)
  const isOpen = replan.status === 'open'
  const cancels = replan.bookings.some((booking) => choiceOf(booking) === 'cancel')
  const apply = useAction({
    run: () =>
      post('/api/v1/planning/replans/{id}/apply', {
        path: { id: replan.id },
        body: { choices: replan.bookings.flatMap((booking) => sent(booking, choiceOf(booking), reason)) },
      }),
    done: w.applied,
    changes: ['planning_replan', 'planning_session'],
  })
  return (
    <RecordPage
      title={w.title(replan.aircraftRegistration)}
      id={replan.id}
      badge={<StateBadge of={replanStates} state={replan.status} />}
      back={{ to: '/schedule', label: t.schedule.title }}
      actions={
        isOpen && replan.bookings.length > 0 && can('applyPlanningReplan') ? (
          <Button
            loading={apply.isPending}
            disabled={cancels && reason.trim() === ''}
            onClick={() => apply.mutate()}
          >
            {moveLabel('planning_replan', 'apply')}
          </Button>
        ) : null
      }
    >
      <Facts
        title={w.facts}
        items={[
          [
            w.aircraft,
            <AppLink key="aircraft" to={`/aircraft/${replan.aircraftId}`}>
              {replan.aircraftRegistration}
            </AppLink>,
          ],
          [w.out, whenOf(zone, replan.startsAt, replan.endsAt)],
        ]}
      />
      <Section title={w.bookings(replan.bookings.length)}>
        {replan.bookings.length === 0 ? <p className="dim">{w.none}</p> : null}
        <ol className={classes.list}>
          {replan.bookings.map((booking) => (
            <AffectedBooking
              key={booking.sessionId}
              booking={booking}
              zone={zone}
              isOpen={isOpen}
              choice={choiceOf(booking)}
              choose={(choice) => setChanged({ ...changed, [booking.sessionId]: choice })}
            />
          ))}
        </ol>
        {isOpen && cancels ? (
          <TextInput
            label={w.reason}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : null}
      </Section>
      {replan.otherPlans.length > 0 ? (
        <Section title={w.others}>
          <PlainTable
            label={w.others}
            rows={replan.otherPlans}
            rowKey={(plan) => plan.id}
            row={(plan) => (
              <>
                <td>{plan.title}</td>
                <td>{whenOf(zone, plan.startsAt, plan.endsAt)}</td>
              </>
            )}
          />
        </Section>
      ) : null}
    </RecordPage>
  )
}

type Choice = { sessionId: string; alternative?: number; cancelReason?: string }

/** What is sent for a choice. What is kept is not named. */
function sent({ sessionId }: Booking, choice: string, reason: string): Choice[] {
  if (choice === 'keep') return []
  return choice === 'cancel'
    ? [{ sessionId, cancelReason: reason.trim() }]
    : [{ sessionId, alternative: Number(choice) }]
}

type BookingProps = {
  booking: Booking
  zone: string
  isOpen: boolean
  choice: string
  choose: (choice: string) => void
}

function AffectedBooking({ booking, zone, isOpen, choice, choose }: BookingProps) {
  const when = whenOf(zone, booking.startsAt, booking.endsAt)
  const { warnings = [] } = booking.alternatives[Number(choice)] ?? {}
  return (
    <li>
      <div>
        <AppLink to={`/schedule/sessions/${booking.sessionId}`}>{booking.title}</AppLink>{' '}
        <span className="dim">{labelOf('planning_session.status', booking.status)}</span>
        <p>{when}</p>
        {booking.people.length > 0 ? <p className="dim">{booking.people.join(', ')}</p> : null}
      </div>
      {isOpen ? (
        <div>
          <Select
            aria-label={w.choose(booking.title, when)}
            allowDeselect={false}
            value={choice}
            data={[
              ...booking.alternatives.map(({ aircraftRegistration, startsAt, endsAt }, index) => ({
                value: String(index),
                label: w.move(aircraftRegistration ?? '', whenOf(zone, startsAt, endsAt)),
              })),
              { value: 'cancel', label: w.cancel },
              { value: 'keep', label: w.keep },
            ]}
            onChange={(value) => choose(value ?? firstChoice(booking))}
          />
          {booking.alternatives.length === 0 ? <p className={classes.warning}>{w.noAlternative}</p> : null}
          {warnings.map((warning) => (
            <p key={warning} className={classes.warning}>
              {warning}
            </p>
          ))}
        </div>
      ) : (
        <b>{booking.outcome ? w.outcomes[booking.outcome] : null}</b>
      )}
    </li>
  )
}
