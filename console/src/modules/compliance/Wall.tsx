import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import classes from './compliance.module.css'
import { ruleName, t, VerdictBadge } from './eligibilityWords.tsx'

const w = t.wall

/** A row for each person who flies, and a column for each kind of aircraft. */
export default function Wall() {
  const can = useCan()
  const go = useGo()
  const wall = useQuery({
    queryKey: ['compliance_record', 'wall'],
    queryFn: () => get('/api/v1/compliance/wall', {}),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {can('getGo') ? (
          <Button variant="default" onClick={() => go('/compliance/go')}>
            {w.goSheet}
          </Button>
        ) : null}
      </PageHeader>
      <Loaded query={wall}>
        {({ columns, people }) => {
          const types = columns.map(({ typeDesignator }) => typeDesignator)
          // Several columns of one type, because somebody is checked out on one of its aircraft alone.
          const twins = new Set(types.filter((type, index) => types.indexOf(type) !== index))
          return columns.length === 0 || people.length === 0 ? (
            <p className="dim">{columns.length === 0 ? w.noAircraft : w.empty}</p>
          ) : (
            <div className={classes.scroll} role="region" aria-label={w.label} tabIndex={0}>
              <table className={classes.plain} aria-label={w.label}>
                <thead>
                  <tr>
                    <th scope="col">{w.person}</th>
                    {columns.map(({ typeDesignator, aircraft }) => (
                      <th
                        key={aircraft[0]?.id}
                        scope="col"
                        title={aircraft.map((one) => one.registration).join(', ')}
                      >
                        {typeDesignator}
                        {twins.has(typeDesignator) ? (
                          <div className="dim">{aircraft.map((one) => one.registration).join(', ')}</div>
                        ) : null}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {people.map(({ personId, displayName, cells }) => (
                    <tr key={personId}>
                      <th scope="row">
                        <AppLink to={`/compliance/wall/${personId}`}>{displayName}</AppLink>
                      </th>
                      {cells.map(({ verdict, failing }, index) => {
                        const column = columns[index]
                        const type = column?.typeDesignator ?? ''
                        return (
                          <td
                            key={column?.aircraft[0]?.id}
                            title={w.cell(displayName, type, t.verdict[verdict], failing.map(ruleName))}
                          >
                            <VerdictBadge verdict={verdict} />
                          </td>
                        )
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }}
      </Loaded>
    </>
  )
}
