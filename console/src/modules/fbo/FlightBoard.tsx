import { ActionIcon, Button, Group, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { get } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import { IconChevronLeft, IconChevronRight, IconDeviceDesktop, IconPlus } from '#ui/icons.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import { dayIn } from '#ui/time.ts'
import { BoardSection } from './BoardSection.tsx'
import classes from './fbo.module.css'
import { addDays } from './localDay.ts'
import { t } from './strings.ts'

const w = t.board

/** A day's arrivals, departures and aircraft on the ground. It follows every change. */
export default function FlightBoard() {
  const can = useCan()
  const go = useGo()
  const navigate = useNavigate()
  const { workspace } = useSession()
  const params: Search = useSearch({ strict: false })
  const today = dayIn(new Date(), workspace.timezone)
  const day = params.date ?? today
  const board = useQuery({
    queryKey: ['movement', 'board', day],
    queryFn: () => get('/api/v1/fbo/board', { query: { date: day } }),
    placeholderData: keepPreviousData,
  })
  const show = (date: string) =>
    void navigate({ to: '.', search: { date: date === today ? undefined : date }, replace: true })

  return (
    <>
      <PageHeader title={w.title} hint={w.hint(workspace.timezone)}>
        {can('listMovements') ? (
          <Button variant="default" onClick={() => go('/fbo/movements')}>
            {w.all}
          </Button>
        ) : null}
        {can('listBoardLinks') ? (
          <Button variant="default" onClick={() => go('/fbo/screens')}>
            {w.screens}
          </Button>
        ) : null}
        <Button
          component="a"
          href="/app/board"
          target="_blank"
          variant="default"
          leftSection={<IconDeviceDesktop size={15} aria-hidden />}
        >
          {w.wall}
        </Button>
        {can('createMovement') ? (
          <Button
            data-create
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => go('/fbo/movements/new', { date: day })}
          >
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <Group gap={4} mb="md" align="flex-end">
        <ActionIcon variant="default" size={30} aria-label={w.before} onClick={() => show(addDays(day, -1))}>
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
        <ActionIcon variant="default" size={30} aria-label={w.after} onClick={() => show(addDays(day, 1))}>
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
        {day === today ? null : (
          <Button variant="subtle" onClick={() => show(today)}>
            {w.today}
          </Button>
        )}
      </Group>
      <Loaded query={board}>
        {(data) => (
          <div className={classes.board}>
            <BoardSection
              title={w.arrivals}
              day={day}
              lines={data.arrivals}
              place="origin"
              none={w.noArrivals}
            />
            <BoardSection
              title={w.departures}
              day={day}
              lines={data.departures}
              place="destination"
              none={w.noDepartures}
            />
            <BoardSection
              title={w.onGround}
              day={day}
              lines={data.onGround}
              place="destination"
              none={w.noOnGround}
            />
          </div>
        )}
      </Loaded>
    </>
  )
}
