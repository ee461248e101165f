import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { DecideDirective } from './DecideDirective.tsx'
import { t } from './directiveStrings.ts'
import { decisionStates } from './kind.ts'
import classes from './maintenance.module.css'

const w = t.matrix
const page_size = 100
type Decision = RecordOf<'directive_applicability'>
interface Cell {
  title: string
  directiveId: string
  aircraftId: string
  earlier: Decision | undefined
}

/** Every decision on a directive until now. */
async function allDecisions(): Promise<Decision[]> {
  const all: Decision[] = []
  for (let page = 1; ; page++) {
    const { items, total_pages } = await get('/api/v1/maintenance/applicabilities', {
      query: { page, page_size },
    })
    all.push(...items)
    if (page >= total_pages) return all
  }
}

/** Aircraft by directive: one look shows what is open. */
export default function DirectiveMatrix() {
  const can = useCan()
  const [cell, setCell] = useState<Cell | null>(null)
  const matrix = useQuery({
    queryKey: ['directive_applicability', 'matrix'],
    queryFn: async () => {
      const [fleet, directives, decisions] = await Promise.all([
        get('/api/v1/maintenance/fleet', { query: { page_size } }),
        get('/api/v1/maintenance/directives', { query: { page_size } }),
        allDecisions(),
      ])
      return { fleet: fleet.items, directives, decisions }
    },
  })
  return (
    <>
      <PageHeader
        title={w.title}
        hint={w.hint}
        back={{ to: '/maintenance/directives', label: t.page.back }}
      />
      <Loaded query={matrix}>
        {({ fleet, directives: { items: directives, total }, decisions }) =>
          fleet.length === 0 || directives.length === 0 ? (
            <p className="dim">{w.empty}</p>
          ) : (
            <>
              {total > directives.length ? <p className="dim">{w.more(directives.length)}</p> : null}
              <div className={classes.matrix} role="region" aria-label={w.label} tabIndex={0}>
                <table aria-label={w.label}>
                  <thead>
                    <tr>
                      <th scope="col">{w.aircraft}</th>
                      {directives.map(({ id, authority, number, title }) => (
                        <th scope="col" key={id} title={title}>
                          <AppLink to={`/maintenance/directives/${id}`}>{`${authority} ${number}`}</AppLink>
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {fleet.map(({ id: aircraftId, registration }) => (
                      <tr key={aircraftId}>
                        <th scope="row">
                          <AppLink to={`/aircraft/${aircraftId}`}>{registration}</AppLink>
                        </th>
                        {directives.map(({ id: directiveId, number }) => {
                          const earlier = decisions.find(
                            (decision) =>
                              decision.aircraftId === aircraftId && decision.directiveId === directiveId,
                          )
                          const word = earlier
                            ? labelOf('directive_applicability.status', earlier.status)
                            : t.page.undecided
                          const badge = earlier ? (
                            <StateBadge of={decisionStates} state={earlier.status} />
                          ) : (
                            <StatusBadge tone="neutral">{t.page.undecided}</StatusBadge>
                          )
                          return (
                            <td key={directiveId}>
                              {can('decideDirectiveApplicability') ? (
                                <button
                                  type="button"
                                  aria-label={w.cell(registration, number, word)}
                                  onClick={() =>
                                    setCell({
                                      title: `${registration}, ${number}`,
                                      directiveId,
                                      aircraftId,
                                      earlier,
                                    })
                                  }
                                >
                                  {badge}
                                </button>
                              ) : (
                                badge
                              )}
                            </td>
                          )
                        })}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )
        }
      </Loaded>
      {cell ? (
        <DecideDirective
          directiveId={cell.directiveId}
          title={t.page.decideFor(cell.title)}
          of={{ aircraftId: cell.aircraftId }}
          earlier={cell.earlier}
          onClose={() => setCell(null)}
        />
      ) : null}
    </>
  )
}
