import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import type { Search } from '#ui/place.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { elementStates } from '../kind.ts'
import { ComplianceElement } from './ComplianceElement.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.board
type Board = Answer<'GET', '/api/v1/sms/compliance'>
type Status = Board['items'][number]['status']

export const ComplianceBadge = ({ status }: { status: Status }) => (
  <StateBadge of={elementStates} state={status} />
)

export default function ComplianceBoard() {
  const can = useCan()
  const params: Search = useSearch({ strict: false })
  // One tile here, two on the safety overview.
  const chosenStatuses = params.status?.split(',') ?? []
  const [open, setOpen] = useState<string | null>(null)
  const [isDeclaring, setDeclaring] = useState(false)
  const board = useQuery({
    queryKey: ['compliance_element'],
    queryFn: () => get('/api/v1/sms/compliance'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {can('getEvidencePackage') ? (
          <Button variant="default" component="a" href="/api/v1/sms/compliance/evidence-package.pdf" download>
            {w.package}
          </Button>
        ) : null}
        {can('declareCompliance') ? <Button onClick={() => setDeclaring(true)}>{w.declare}</Button> : null}
      </PageHeader>
      <Loaded query={board}>
        {(data) => {
          const shown =
            chosenStatuses.length === 0
              ? data.items
              : data.items.filter(({ status }) => chosenStatuses.includes(status))
          const chosen = data.items.find(({ element }) => element === open)
          return (
            <div className={classes.stack}>
              <Declaration board={data} />
              <div className={classes.tiles}>
                {Object.entries(data.counts).map(([status, count]) => (
                  <AppLink
                    key={status}
                    to="/safety/compliance"
                    search={{ status }}
                    aria-current={chosenStatuses.includes(status) || undefined}
                    className={classes.tile}
                  >
                    <b>{count}</b>
                    <span>{labelOf('ComplianceElement.status', status as Status)}</span>
                  </AppLink>
                ))}
              </div>
              {chosenStatuses.length > 0 ? <AppLink to="/safety/compliance">{w.all}</AppLink> : null}
              <div className={classes.scroll}>
                <table className={classes.plain} aria-label={w.title}>
                  <thead>
                    <tr>
                      <th>{w.element}</th>
                      <th>{w.what}</th>
                      <th>{w.status}</th>
                      <th>{w.owner}</th>
                      <th>{w.target}</th>
                      <th>{w.evidence}</th>
                      <th>
                        <span className="visually-hidden">{w.openIt}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown.map((line) => (
                      <tr key={line.element}>
                        <td>
                          <b>{line.element}</b>
                        </td>
                        <td className={classes.words}>
                          {line.title}
                          <div className="dim">
                            {line.status === 'not_applicable' ? line.reason : (line.gaps ?? line.hint)}
                          </div>
                        </td>
                        <td>
                          <ComplianceBadge status={line.status} />
                        </td>
                        <td>{line.owner}</td>
                        <td>{line.targetOn ? <DateOf on={line.targetOn} /> : null}</td>
                        <td>{line.evidence.length}</td>
                        <td>
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={w.open(line.element)}
                            onClick={() => setOpen(line.element)}
                          >
                            {w.openIt}
                          </Button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {chosen ? <ComplianceElement line={chosen} onClose={() => setOpen(null)} /> : null}
            </div>
          )
        }}
      </Loaded>
      {isDeclaring ? (
        <FieldDialog
          title={w.declareTitle}
          submitLabel={w.declare}
          done={w.declare}
          changes={['compliance_element']}
          write="POST /api/v1/sms/compliance/declarations"
          fields={[{ name: 'statement', label: w.statement }]}
          onClose={() => setDeclaring(false)}
        />
      ) : null}
    </>
  )
}

function Declaration({ board }: { board: Board }) {
  const [latest] = board.declarations
  if (latest)
    return (
      <Notice
        tone="green"
        title={w.declaredBy(latest.declaredByName, formatDate(latest.declaredAt.slice(0, 10)))}
      >
        {latest.statement}
      </Notice>
    )
  const days = Math.ceil((Date.parse(board.declarationDueOn) - Date.now()) / 86_400_000)
  return (
    <Notice tone={days < 90 ? 'amber' : 'info'}>{w.due(formatDate(board.declarationDueOn), days)}</Notice>
  )
}
