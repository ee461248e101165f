import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { reportStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.today
const unread = { status: 'new' } as const

/** For the safety manager: reports that nobody has reviewed yet. */
export function SafetyToday() {
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
