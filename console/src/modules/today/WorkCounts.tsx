import { get } from '#api/client.ts'
import { Count } from './Count.tsx'
import { t } from './strings.ts'

const metrics = () => get('/api/v1/sms/metrics')

/** Open work in safety management. */
export function SafetyCounts() {
  return (
    <>
      <Count
        label={t.newReports}
        to="/safety/reports"
        search={{ status: 'new' }}
        subject="safety_report"
        load={async () => (await metrics()).reports.byStatus.new ?? 0}
      />
      <Count
        label={t.overdueActions}
        to="/safety/actions"
        search={{ overdue: 'true' }}
        subject="cpa"
        tone="red"
        load={async () => (await metrics()).cpas.overdue}
      />
      <Count
        label={t.indicatorsInAlert}
        to="/safety/indicators"
        search={{ in_alert: 'true' }}
        subject="spi"
        tone="amber"
        load={async () => (await metrics()).indicators.inAlert}
      />
    </>
  )
}

/** Open work at the FBO desk, on the day of its base. */
export function FboCounts({ today }: { today: string }) {
  return (
    <>
      <Count
        label={t.movementsToday}
        to="/fbo/movements"
        search={{ date: today }}
        subject="movement"
        load={async () =>
          (await get('/api/v1/fbo/movements', { query: { date: today, page_size: 1 } })).total
        }
      />
      <Count
        label={t.fuelToAccept}
        to="/fbo/orders"
        search={{ status: 'requested' }}
        subject="fuel_order"
        load={async () =>
          (await get('/api/v1/fbo/fuel-orders', { query: { status: 'requested', page_size: 1 } })).total
        }
      />
    </>
  )
}
