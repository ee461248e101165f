import { Button } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { IconCheck, IconCircle } from '#ui/icons.ts'
import { useSlug } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import classes from './FirstSteps.module.css'
import { t } from './strings.ts'

const w = t.steps
// Somebody who has logged so many flights knows the rest.
const enoughFlights = 20
const one = { query: { page_size: 1 } }

interface Step {
  title: string
  hint: string
  action: string
  subject: string
  count: () => Promise<number>
  isDone: (count: number) => boolean
  add: { to: string; operation: string }
  /** Whether a file of such records can be imported. */
  isImported?: true
}

const steps: Step[] = [
  {
    ...w.aircraft,
    subject: 'aircraft',
    count: async () => (await get('/api/v1/ops/aircraft', one)).total,
    isDone: (count: number) => count > 0,
    add: { to: '/aircraft/new', operation: 'createAircraft' },
    isImported: true,
  },
  {
    ...w.people,
    subject: 'crew_member',
    count: async () => (await get('/api/v1/ops/crew', one)).total,
    isDone: (count: number) => count > 0,
    add: { to: '/people/new', operation: 'createCrewMember' },
    isImported: true,
  },
  {
    ...w.inspections,
    subject: 'maintenance_item',
    count: async () => (await get('/api/v1/maintenance/due', one)).total,
    isDone: (count: number) => count > 0,
    add: { to: '/maintenance/items/new', operation: 'createMaintenanceItem' },
  },
  {
    ...w.flight,
    subject: 'flight',
    count: async () => (await get('/api/v1/ops/flights', one)).total,
    isDone: (count: number) => count > 0,
    add: { to: '/flights/new', operation: 'logFlight' },
    isImported: true,
  },
  {
    ...w.members,
    subject: 'member',
    count: async () => (await get('/api/v1/admin/members', one)).total,
    isDone: (count: number) => count > 1,
    add: { to: '/settings/members', operation: 'listMembers' },
  },
]

/** What a new workspace needs, in order. It is gone when everything is done, or when it is hidden. */
export function FirstSteps() {
  const can = useCan()
  const [isHidden, setHidden] = useLocalStorage({ key: `apron.steps ${useSlug()}`, defaultValue: false })
  const flights = useQuery({ queryKey: ['flight', 'count', 'steps'], queryFn: steps[3]?.count })
  const isShown = !isHidden && flights.data !== undefined && flights.data < enoughFlights
  const counts = useQuery({
    queryKey: ['aircraft', 'steps', 'crew_member', 'maintenance_item', 'member'],
    queryFn: () => Promise.all(steps.map(({ count, add }) => (can(add.operation) ? count() : 0))),
    enabled: isShown,
    staleTime: 0,
  })
  const states = steps.map((step, index) => ({ ...step, done: step.isDone(counts.data?.[index] ?? 0) }))
  if (!isShown || !counts.data || states.every(({ done }) => done)) return null
  const next = states.find(({ done }) => !done)
  return (
    <Section
      title={w.title}
      actions={
        <Button variant="subtle" size="compact-sm" onClick={() => setHidden(true)}>
          {w.hide}
        </Button>
      }
    >
      <ol className={classes.steps}>
        {states.map(({ title, hint, action, add, done, isImported, subject }) => (
          <li key={subject} data-done={done || undefined}>
            {done ? <IconCheck size={18} aria-label={w.done} /> : <IconCircle size={18} aria-hidden />}
            <span>
              <strong>{title}</strong>
              <span className="dim">{hint}</span>
            </span>
            {done || !can(add.operation) ? null : (
              <span className={classes.actions}>
                <AppLink to={add.to} className={subject === next?.subject ? classes.first : classes.other}>
                  {action}
                </AppLink>
                {isImported && can('createImport') ? (
                  <AppLink to="/settings/integrations/imports/new" className={classes.other}>
                    {t.importFile}
                  </AppLink>
                ) : null}
              </span>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}
