import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { reportStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.today
const unread = { status: 'new' } as const

/** For the safety manager: actions that are late, and reports that nobody has reviewed yet. */
export function SafetyToday() {
  return (
    <>
      <OverdueActions />
      <NewReports />
    </>
  )
}

const late = { overdue: 'true' }

function OverdueActions() {
  const actions = useQuery({
    queryKey: ['cpa', 'today'],
    queryFn: () => get('/api/v1/sms/cpas', { query: { overdue: true, sort: 'dueOn', page_size: 8 } }),
  })
  const items = actions.data?.items ?? []
  if (items.length === 0) return null
  return (
    <TodayList
      title={w.overdue}
      empty=""
      isPending={false}
      all={
        <AppLink to="/safety/actions" search={late}>
          {w.openAll}
        </AppLink>
      }
      items={items.map((action) => ({
        id: action.id,
        to: `/safety/actions/${action.id}`,
        label: `${action.code} ${action.title}`,
        detail: (
          <>
            {w.due} <DateOf on={action.dueOn} />
          </>
        ),
        end: <StatusBadge tone="red">{w.late}</StatusBadge>,
      }))}
    />
  )
}

function NewReports() {
  const reports = useQuery({
    queryKey: ['safety_report', 'today'],
    queryFn: () => get('/api/v1/sms/reports', { query: { ...unread, sort: '-createdAt', page_size: 8 } }),
  })
  return (
    <TodayList
      title={w.reports}
      empty={w.noReports}
      isPending={reports.isPending}
      all={
        <AppLink to="/safety/reports" search={unread}>
          {w.openAll}
        </AppLink>
      }
      items={(reports.data?.items ?? []).map((report) => ({
        id: report.id,
        to: `/safety/reports/${report.id}`,
        label: `${report.code} ${report.title}`,
        detail: <Instant at={report.createdAt} relative />,
        end: <StateBadge of={reportStates} state={report.status} />,
      }))}
    />
  )
}
