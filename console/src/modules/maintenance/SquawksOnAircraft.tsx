import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Aircraft } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useGo } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { squawkStates } from './kind.ts'
import { t } from './squawkStrings.ts'

const w = t.onAircraft

/** What is wrong with an aircraft, on its own page. */
export function SquawksOnAircraft({ aircraft }: { aircraft: Aircraft }) {
  const can = useCan()
  const go = useGo()
  const squawks = useQuery({
    queryKey: ['squawk', 'of', aircraft.id],
    queryFn: () =>
      get('/api/v1/maintenance/squawks', { query: { aircraft: aircraft.id, open: true, page_size: 10 } }),
  })
  return (
    <Section
      title={w.title}
      actions={
        <>
          <AppLink to="/maintenance/squawks" search={{ aircraft: aircraft.registration }}>
            {w.all}
          </AppLink>
          {can('reportSquawk') ? (
            <>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => void go(`/maintenance/cockpit-card/${aircraft.id}`)}
              >
                {t.page.card}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => void go('/maintenance/squawks/new', { aircraft: aircraft.id })}
              >
                {t.list.create}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <PlainTable
        label={w.title}
        rows={squawks.data?.items ?? []}
        rowKey={({ id }) => id}
        empty={squawks.isPending ? '' : w.empty}
        row={(squawk) => (
          <>
            <td>
              <AppLink to={`/maintenance/squawks/${squawk.id}`}>{squawk.title}</AppLink>
            </td>
            <td>
              <DateOf on={squawk.foundOn} />
            </td>
            <td>
              <StateBadge of={squawkStates} state={squawk.status} />
            </td>
          </>
        )}
      />
    </Section>
  )
}
