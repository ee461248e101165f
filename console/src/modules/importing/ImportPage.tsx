import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { ImportInFull } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { Progress } from '#ui/Progress.ts'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { formatNumber } from '#ui/region.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { Findings } from './Findings.tsx'
import { ImportActions } from './ImportActions.tsx'
import classes from './importing.module.css'
import { importStates } from './kind.ts'
import { Mapping } from './Mapping.tsx'
import { Preview } from './Preview.tsx'
import { Problems } from './Problems.tsx'
import { placeOf, t } from './strings.ts'

const w = t.page
const isMoving = (status: ImportInFull['status'] | undefined) =>
  status === 'analyzing' || status === 'running'

/** The page of an import, from its dry run to its result. */
export default function ImportPage() {
  const id = useParam('id')
  const record = useQuery({
    queryKey: ['import', id],
    queryFn: () => get('/api/integrations/imports/{id}', { path: { id } }),
    refetchInterval: ({ state }) => (isMoving(state.data?.status) ? 700 : false),
  })
  return <Loaded query={record}>{(data) => <ImportRecord data={data} />}</Loaded>
}

/** The required fields without a column. */
const missingIn = (data: ImportInFull) =>
  data.fields.filter(({ name, required }) => required && (data.mapping[name] ?? null) === null)

function ImportRecord({ data }: { data: ImportInFull }) {
  const { rows, status } = data
  // Without these columns no row was read, so there are no problems and no values to show.
  const isRead = missingIn(data).length === 0
  return (
    <RecordPage
      title={data.filename}
      id={data.id}
      badge={<StateBadge of={importStates} state={status} />}
      hasTimeline={false}
      back={{ to: '/settings/integrations/imports', label: w.back }}
      actions={<ImportActions data={data} />}
    >
      <State data={data} />
      <Facts
        title={w.facts}
        items={[
          [t.list.kind, t.kinds[data.kind]],
          [w.rows, formatNumber(rows.total)],
          [w.ignored, data.ignoredRows > 0 ? formatNumber(data.ignoredRows) : null],
          [w.encoding, data.encoding],
          [w.separator, w.separators[data.separator] ?? data.separator],
        ]}
      />
      {status === 'ready' ? <Findings data={data} /> : null}
      {status === 'ready' ? (
        <Mapping key={JSON.stringify([data.mapping, data.headerRow, data.sheet])} data={data} />
      ) : null}
      {rows.bad > 0 && (isRead || status !== 'ready') ? (
        <Section title={w.problems}>
          {data.fileRemovedAt ? (
            <p className="dim">
              {w.fileRemoved} <Instant at={data.fileRemovedAt} />.
            </p>
          ) : (
            <Problems
              importId={data.id}
              checked={`${status}${JSON.stringify(data.mapping)}${JSON.stringify(data.options)}`}
            />
          )}
        </Section>
      ) : null}
      {status === 'ready' && isRead ? (
        <Section title={w.preview}>
          <Preview data={data} />
        </Section>
      ) : null}
    </RecordPage>
  )
}

/** The state of the import in words, and in numbers while it runs. */
function State({ data }: { data: ImportInFull }) {
  const { rows, status } = data
  const place = placeOf[data.kind]
  if (status === 'analyzing') return <Working text={w.analyzing} value={null} />
  if (status === 'running')
    return <Working text={w.running(rows.done, rows.total)} value={data.progress * 100} />
  if (status === 'failed')
    return (
      <Notice tone="red" title={w.failed}>
        {data.error}
      </Notice>
    )
  if (status === 'completed') {
    return (
      <Notice tone={rows.skipped > 0 ? 'amber' : 'green'} title={w.done(rows.imported, rows.skipped)}>
        {place ? <AppLink to={place}>{w.open(t.kinds[data.kind] ?? data.kind)}</AppLink> : null}{' '}
        <AppLink to="/settings/integrations/imports/new">{w.another}</AppLink>
      </Notice>
    )
  }
  if (status !== 'ready') return null
  const missing = missingIn(data)
  if (missing.length > 0)
    return (
      <Notice tone="amber" title={w.missing(missing.map((field) => field.title))}>
        {w.missingHint}
      </Notice>
    )
  return (
    <Notice tone={rows.bad > 0 ? 'amber' : 'green'} title={w.summary(rows.good, rows.bad)}>
      {rows.good === 0 ? w.nothingGood : null}
    </Notice>
  )
}

function Working({ text, value }: { text: string; value: number | null }) {
  return (
    <div className={classes.progress} role="status">
      <strong>{text}</strong>
      <Progress value={value ?? 100} animated={value === null} aria-label={text} />
    </div>
  )
}
