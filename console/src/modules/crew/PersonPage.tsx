import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan, useSession } from '#api/session.ts'
import { PersonCompliance } from '#modules/compliance/PersonCompliance.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { BirthDate } from './BirthDate.tsx'
import { personStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.page
const Flying = onUse(async () => (await import('#modules/flights/OnToday.tsx')).Flying)
const LastFlights = onUse(async () => (await import('#modules/flights/LastFlights.tsx')).LastFlights)

const logbook = (id: string) => `/api/v1/ops/crew/${id}/logbook`

export default function PersonPage() {
  const id = useParam('id')
  const can = useCan()
  const go = useGo()
  const { crewId } = useSession()
  const person = useQuery({
    queryKey: ['crew_member', id],
    queryFn: () => get('/api/v1/ops/crew/{id}', { path: { id } }),
  })
  return (
    <Loaded query={person}>
      {(data) => (
        <RecordPage
          title={data.displayName}
          id={data.id}
          badge={<StateBadge of={personStates} state={data.status} />}
          back={{ to: '/people', label: w.back }}
          actions={
            <>
              {/* Operations roles read the logbook of everybody, others their own. */}
              {can('getLogbookPdf') && (can('updateCrewMember') || data.id === crewId) ? (
                <>
                  <Button variant="default" component="a" href={`${logbook(data.id)}.pdf`} download>
                    {w.logbook}
                  </Button>
                  <Button variant="default" component="a" href={`${logbook(data.id)}.csv`} download>
                    {w.logbookCsv}
                  </Button>
                </>
              ) : null}
              {can('updateCrewMember') ? (
                <Button variant="default" onClick={() => go(`/people/${data.id}/edit`)}>
                  {w.edit}
                </Button>
              ) : null}
            </>
          }
        >
          {can('listCompliancePeople') ? <PersonCompliance crewId={data.id} /> : null}
          {can('listFlights') ? (
            <>
              <Flying crewId={data.id} title={w.flying} />
              <LastFlights search={{ pilot: data.id }} />
            </>
          ) : null}
          <Facts
            items={[
              [
                t.list.functions,
                data.functions.map((name) => labelOf('crew_member.functions', name)).join(', '),
              ],
              [t.form.certificateType, data.certificateType],
              [t.form.certificateNumber, data.certificateNumber],
              [
                t.list.email,
                data.email ? (
                  <a key="email" href={`mailto:${data.email}`}>
                    {data.email}
                  </a>
                ) : null,
              ],
              [
                t.list.phone,
                data.phone ? (
                  <a key="phone" href={`tel:${data.phone}`}>
                    {data.phone}
                  </a>
                ) : null,
              ],
              [t.list.employee, data.employeeNumber],
              [t.list.base, data.baseAirport],
              [w.signsIn, data.userId ? w.yes : w.no],
              [w.created, <Instant key="created" at={data.createdAt} />],
              [t.form.notes, data.notes],
            ]}
          />
          {can('putBirthDate') || data.id === crewId ? <BirthDate person={data} /> : null}
        </RecordPage>
      )}
    </Loaded>
  )
}
