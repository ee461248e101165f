import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { s } from '../strings.ts'
import { CopyId } from './CopyId.tsx'
import { PageHeader } from './PageHeader.tsx'
import classes from './RecordPage.module.css'
import { Timeline, timelineOf } from './Timeline.tsx'

type Props = {
  title: string
  /** The title of the tab, which the browser stores in its history. */
  documentTitle?: string | undefined
  id: string
  badge?: ReactNode
  back: { to: string; label: string }
  actions?: ReactNode
  children: ReactNode
  /** Without a timeline for records that have no events of their own. */
  hasTimeline?: boolean
}

/** The page of one record: title, state, ID, actions, facts and timeline. */
export function RecordPage({
  title,
  documentTitle,
  id,
  badge,
  back,
  actions,
  children,
  hasTimeline = true,
}: Props) {
  // A record of which no event tells would spend a quarter of its page on saying so.
  const events = useQuery({ ...timelineOf(id), enabled: hasTimeline })
  const isShown = hasTimeline && events.data?.length !== 0
  return (
    <>
      <PageHeader
        title={title}
        documentTitle={documentTitle}
        badge={
          <>
            {badge}
            <CopyId id={id} isIcon />
          </>
        }
        back={back}
      >
        {actions}
      </PageHeader>
      <div className={classes.columns} data-timeline={isShown || undefined}>
        <div className={classes.main}>{children}</div>
        {isShown ? (
          <section className={classes.side} aria-labelledby="timeline">
            <h2 id="timeline">{s.record.timeline}</h2>
            <Timeline subjectId={id} />
          </section>
        ) : null}
      </div>
    </>
  )
}

type Items = [label: string, value: ReactNode][]

/** Label and value pairs. Missing values show a dash. */
export function Facts({
  title,
  items,
  more = [],
}: {
  title?: string
  items: Items
  /** What is looked up now and then: folded. */
  more?: Items
}) {
  return (
    <section className={classes.facts} aria-label={title ?? s.record.facts}>
      {title ? <h2>{title}</h2> : null}
      <Pairs items={items} />
      {more.length > 0 ? (
        <details>
          <summary>{s.record.moreFacts}</summary>
          <Pairs items={more} />
        </details>
      ) : null}
    </section>
  )
}

const Pairs = ({ items }: { items: Items }) => (
  <dl>
    {items.map(([label, value]) => (
      <div key={label} data-long={(typeof value === 'string' && value.length > 60) || undefined}>
        <dt>{label}</dt>
        <dd>
          {value === null || value === undefined || value === '' ? (
            <span className="dim">{s.none}</span>
          ) : (
            value
          )}
        </dd>
      </div>
    ))}
  </dl>
)

/** A section of a record's page, with a title. */
export function Section({
  title,
  actions,
  children,
}: {
  title: string
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
