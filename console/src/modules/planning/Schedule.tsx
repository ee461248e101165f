import { ActionIcon, Button, Group, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { IconChevronLeft, IconChevronRight, IconPlus } from '#ui/icons.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import type { Search } from '#ui/place.ts'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { dayIn } from '#ui/time.ts'
import { BoardGrid } from './BoardGrid.tsx'
import type { Wanted } from './BookDialog.tsx'
import type { Board, By } from './boardMath.ts'
import { DayList } from './DayList.tsx'
import { ReplanDialog } from './ReplanDialog.tsx'
import classes from './schedule.module.css'
import { t } from './strings.ts'
import { addDays, startOfDay } from './zone.ts'

const BookDialog = onUse(async () => (await import('./BookDialog.tsx')).BookDialog)

const w = t.schedule
const daysOf = { day: 1, week: 7 } as const
type Span = keyof typeof daysOf
const isSpan = (text: string | undefined): text is Span => text === 'day' || text === 'week'
const isBy = (text: string | undefined): text is By => text === 'person' || text === 'resource'

/** Who has which aircraft, person or room, and when. It follows every change. */
export default function Schedule() {
  const can = useCan()
  const { workspace } = useSession()
  const view = useView(workspace.timezone)
  const { day, span, by, show } = view
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const isPhone = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const days = isPhone ? 1 : daysOf[span]
  const from = new Date(startOfDay(day, workspace.timezone)).toISOString()
  const to = new Date(startOfDay(addDays(day, days), workspace.timezone)).toISOString()
  const board = useQuery({
    queryKey: ['planning_session', 'board', from, to, by],
    queryFn: () => get('/api/v1/planning/board', { query: { from, to, by } }),
    placeholderData: keepPreviousData,
  })
  const book = can('createPlanningSession') ? setWanted : null
  const replan = can('replanAircraft') && by === 'aircraft' ? (id: string) => show({ replan: id }) : null
  return (
    <div className={classes.page}>
      <PageHeader title={w.title} hint={w.hint(workspace.timezone)}>
        <Button variant="default" className="no-print" onClick={() => window.print()}>
          {w.print}
        </Button>
        {book ? (
          <Button
            data-create
            className="no-print"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => book({ day })}
          >
            {w.book}
          </Button>
        ) : null}
      </PageHeader>
      <Group gap="xs" mb="sm" className={classes.tools}>
        <DayChoice day={day} days={days} today={view.today} show={(next) => show({ date: next })} />
        {isPhone ? null : (
          <SegmentedControl
            size="xs"
            aria-label={w.span}
            value={span}
            data={Object.entries(w.spans).map(([value, label]) => ({ value, label }))}
            onChange={(value) => show({ span: value })}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label={w.by}
          value={by}
          data={Object.entries(w.rows).map(([value, label]) => ({ value, label }))}
          onChange={(value) => show({ by: value })}
        />
      </Group>
      <Loaded query={board}>
        {(data) => (
          <BoardView
            board={data}
            day={day}
            days={days}
            isPhone={isPhone === true}
            onBook={book}
            onReplan={replan}
          />
        )}
      </Loaded>
      {view.replan && can('replanAircraft') ? (
        <ReplanDialog aircraftId={view.replan} onClose={() => show({ replan: undefined })} />
      ) : null}
      {wanted ? (
        <BookDialog wanted={wanted} timezone={workspace.timezone} onClose={() => setWanted(null)} />
      ) : null}
    </div>
  )
}

type ViewProps = {
  board: Board
  day: string
  days: number
  isPhone: boolean
  onBook: ((wanted: Wanted) => void) | null
  onReplan: ((aircraftId: string) => void) | null
}

function BoardView({ board, day, days, isPhone, onBook, onReplan }: ViewProps) {
  if (board.rows.length === 0) return <EmptyState title={w.empty[board.by]} hint={w.emptyHint} />
  if (isPhone) return <DayList board={board} onReplan={onReplan} />
  return <BoardGrid board={board} day={day} days={days} onBook={onBook} onReplan={onReplan} />
}

/** What is shown stands in the address, so that it can be sent to others and going back restores it. */
function useView(timezone: string) {
  const navigate = useNavigate()
  const params: Search = useSearch({ strict: false })
  const today = dayIn(new Date(), timezone)
  const span: Span = isSpan(params.span) ? params.span : 'day'
  const by: By = isBy(params.by) ? params.by : 'aircraft'
  const show = (change: { date?: string; span?: string; by?: string; replan?: string | undefined }) => {
    const next = { date: params.date, span: params.span, by: params.by, ...change }
    void navigate({
      to: '.',
      search: {
        date: next.date === today ? undefined : next.date,
        span: next.span === 'day' ? undefined : next.span,
        by: next.by === 'aircraft' ? undefined : next.by,
        replan: next.replan,
      },
      replace: true,
    })
  }
  return { day: params.date ?? today, span, by, today, replan: params.replan, show }
}

type DayProps = { day: string; days: number; today: string; show: (day: string) => void }

function DayChoice({ day, days, today, show }: DayProps) {
  return (
    <Group gap={4}>
      <ActionIcon variant="default" size={30} aria-label={w.before} onClick={() => show(addDays(day, -days))}>
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <TextInput
        size="xs"
        type="date"
        aria-label={w.day}
        value={day}
        onChange={(event) => {
          if (event.currentTarget.value) show(event.currentTarget.value)
        }}
      />
      <ActionIcon variant="default" size={30} aria-label={w.after} onClick={() => show(addDays(day, days))}>
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
      {day === today ? null : (
        <Button size="xs" variant="subtle" onClick={() => show(today)}>
          {w.today}
        </Button>
      )}
    </Group>
  )
}
