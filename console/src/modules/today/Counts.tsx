import { useQueries } from '@tanstack/react-query'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { Tile, Tiles } from '#ui/TodayList.tsx'
import { type Count, countsOf } from './count.ts'
import { t } from './strings.ts'
import classes from './Today.module.css'

/** How many there are of what somebody may have to look at, each with a link to its list. What is zero is one line. */
export function Counts({ today }: { today: string }) {
  const can = useCan()
  const counts = countsOf(today).filter(({ operations }) => operations.some(can))
  const totals = useQueries({
    queries: counts.map(({ subject, search, load }) => ({
      queryKey: [subject, 'count', search],
      queryFn: load,
    })),
  })
  const shown = counts.filter((_, index) => totals[index]?.data !== 0)
  const none = counts.filter((_, index) => totals[index]?.data === 0)
  const totalOf = (count: Count) => totals[counts.indexOf(count)]?.data
  if (counts.length === 0) return null
  return (
    <Section title={t.counts}>
      <Tiles>
        {shown.map((count) => (
          <Tile
            key={count.label}
            label={count.label}
            to={count.to}
            search={count.search}
            value={totalOf(count) ?? '–'}
            tone={totalOf(count) ? count.tone : undefined}
          />
        ))}
      </Tiles>
      {none.length > 0 ? (
        <p className={classes.none}>
          {t.none}{' '}
          {none.map(({ label, to, search }, index) => (
            <span key={label}>
              {index > 0 ? ' · ' : ''}
              <AppLink to={to} search={search}>
                {label}
              </AppLink>
            </span>
          ))}
        </p>
      ) : null}
    </Section>
  )
}
