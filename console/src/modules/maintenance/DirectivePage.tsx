import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { DecideDirective } from './DecideDirective.tsx'
import { t } from './directiveStrings.ts'
import { decisionStates } from './kind.ts'
import { PaperFiles } from './PaperFiles.tsx'

const w = t.page
type Directive = RecordOf<'directive'>
type Decision = RecordOf<'directive_applicability'>
interface Subject {
  name: string
  of: { aircraftId?: string; componentId?: string }
  earlier?: Decision | undefined
}

export default function DirectivePage() {
  const id = useParam('id')
  const directive = useQuery({
    queryKey: ['directive', id],
    queryFn: () => get('/api/v1/maintenance/directives/{id}', { path: { id } }),
  })
  return <Loaded query={directive}>{(data) => <DirectiveRecord directive={data} />}</Loaded>
}

function DirectiveRecord({ directive }: { directive: Directive }) {
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  const { appliesTo, supersedesId, supersededById } = directive
  const link = (id: string | null) =>
    id ? <AppLink to={`/maintenance/directives/${id}`}>{t.list.title}</AppLink> : null
  return (
    <RecordPage
      title={`${directive.authority} ${directive.number} · ${directive.title}`}
      id={directive.id}
      back={{ to: '/maintenance/directives', label: w.back }}
      actions={
        can('updateDirective') ? (
          <Button variant="default" onClick={() => setEditing(true)}>
            {w.edit}
          </Button>
        ) : null
      }
    >
      <Facts
        items={[
          [t.list.kind, labelOf('directive.kind', directive.kind)],
          [t.list.effective, <DateOf key="on" on={directive.effectiveOn} />],
          [w.applies, appliesTo.typeDesignators?.join(', ')],
          [w.serials, appliesTo.serials],
          [w.parts, appliesTo.partNumbers?.join(', ')],
          [w.supersedes, link(supersedesId)],
          [w.supersededBy, link(supersededById)],
          [w.notes, directive.notes],
        ]}
      />
      <WhereItApplies directive={directive} />
      <PaperFiles
        of="directive"
        id={directive.id}
        files={directive.files}
        title={w.files}
        mayAttach={can('attachDirectiveFile')}
      />
      {isEditing ? (
        <FieldDialog
          write="PATCH /api/v1/maintenance/directives/{id}"
          path={{ id: directive.id }}
          record={directive}
          title={w.edit}
          submitLabel={w.save}
          done={w.saved}
          changes={['directive']}
          fields={[
            { name: 'kind', label: t.list.kind },
            { name: 'authority', label: t.list.authority },
            { name: 'number', label: t.list.number },
            { name: 'title', label: t.list.name },
            { name: 'effectiveOn', label: t.list.effective },
            { name: 'supersedesId', label: w.supersedes },
            { name: 'notes', label: w.notes },
          ]}
          onClose={() => setEditing(false)}
        />
      ) : null}
    </RecordPage>
  )
}

/** Each aircraft and each component with what was decided. */
function WhereItApplies({ directive }: { directive: Directive }) {
  const can = useCan()
  const [deciding, setDeciding] = useState<Subject | null>(null)
  const fleet = useQuery({
    queryKey: ['aircraft', 'of directives'],
    queryFn: () => get('/api/v1/maintenance/fleet', { query: { page_size: 100 } }),
  })
  const decisions = useQuery({
    queryKey: ['directive_applicability', directive.id],
    queryFn: () =>
      get('/api/v1/maintenance/applicabilities', { query: { directive_id: directive.id, page_size: 100 } }),
  })
  const mayDecide = can('decideDirectiveApplicability')
  const decided = decisions.data?.items ?? []
  const types = directive.appliesTo.typeDesignators ?? []
  // Those of the types that it names; of the others, those that somebody decided on.
  const aircraft = (fleet.data?.items ?? []).filter(
    ({ id, typeDesignator }) =>
      types.length === 0 ||
      types.includes(typeDesignator) ||
      decided.some(({ aircraftId }) => aircraftId === id),
  )
  const row = ({ name, of, earlier }: Subject, to: string) => (
    <>
      <td>
        <AppLink to={to}>{name}</AppLink>
      </td>
      <td>
        {earlier ? (
          <StateBadge of={decisionStates} state={earlier.status} />
        ) : (
          <StatusBadge tone="neutral">{w.undecided}</StatusBadge>
        )}
        <div className="dim">{detailsOf(earlier)}</div>
      </td>
      <td>
        {mayDecide ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={w.decideFor(name)}
            onClick={() => setDeciding({ name, of, earlier })}
          >
            {w.decide}
          </Button>
        ) : null}
      </td>
    </>
  )
  return (
    <>
      <Section title={w.where}>
        <PlainTable
          label={w.where}
          rows={aircraft}
          rowKey={({ id }) => id}
          empty={w.none}
          row={({ id, registration }) =>
            row(
              {
                name: registration,
                of: { aircraftId: id },
                earlier: decided.find(({ aircraftId }) => aircraftId === id),
              },
              `/aircraft/${id}`,
            )
          }
        />
      </Section>
      <Section
        title={w.components}
        actions={
          mayDecide ? (
            <Button size="compact-xs" variant="default" onClick={() => setDeciding({ name: '', of: {} })}>
              {w.component}
            </Button>
          ) : null
        }
      >
        <PlainTable
          label={w.components}
          rows={decided.filter(({ componentId }) => componentId !== null)}
          rowKey={({ id }) => id}
          row={(earlier) =>
            row(
              {
                name: earlier.componentName ?? '',
                of: { componentId: earlier.componentId ?? '' },
                earlier,
              },
              `/maintenance/components/${earlier.componentId}`,
            )
          }
        />
      </Section>
      {deciding ? (
        <DecideDirective
          directiveId={directive.id}
          title={deciding.name ? w.decideFor(deciding.name) : w.component}
          of={deciding.of}
          earlier={deciding.earlier}
          onClose={() => setDeciding(null)}
        />
      ) : null}
    </>
  )
}

const detailsOf = (decision: Decision | undefined) =>
  decision
    ? [
        decision.reason,
        decision.method,
        decision.compliedOn ? w.complied(formatDate(decision.compliedOn)) : null,
        decision.nextDueOn ? w.next(formatDate(decision.nextDueOn)) : null,
      ]
        .filter(Boolean)
        .join(' · ')
    : null
