import { get } from '#api/client.ts'
import type { Aircraft } from '#api/types.ts'
import { t } from './strings.ts'

export type Count = {
  label: string
  to: string
  search: Record<string, string>
  subject: string
  /** The person must be allowed to call one of these: what they can do nothing about is no count of theirs. */
  operations: readonly string[]
  load: () => Promise<number>
  /** The tone if the count is not zero: red needs action now, amber soon. */
  tone?: 'red' | 'amber'
}

/** Those who plan flights, and those who repair aircraft. */
const fleetWork = ['createTrip', 'completeMaintenanceItem']

const metrics = () => get('/api/v1/sms/metrics')
const one = { page_size: 1 }

const aircraft = (label: string, status: Aircraft['status'], tone?: Count['tone']): Count => ({
  label,
  to: '/aircraft',
  search: { status },
  subject: 'aircraft',
  operations: fleetWork,
  load: async () => (await get('/api/v1/ops/aircraft', { query: { status, ...one } })).total,
  ...(tone ? { tone } : {}),
})

const due = (label: string, state: string, tone: Count['tone'] & string): Count => ({
  label,
  to: '/maintenance',
  search: { state },
  subject: 'maintenance_item',
  operations: fleetWork,
  load: async () => (await get('/api/v1/maintenance/due', { query: { state, ...one } })).total,
  tone,
})

/** Every count of the first page, on this day of the workspace. */
export const countsOf = (day: string): Count[] => [
  {
    label: t.flightsToday,
    to: '/flights',
    search: { day },
    subject: 'flight',
    operations: ['listFlights'],
    load: async () => (await get('/api/v1/ops/flights', { query: { day, ...one } })).total,
  },
  aircraft(t.activeAircraft, 'active'),
  aircraft(t.inMaintenance, 'maintenance'),
  aircraft(t.grounded, 'aog', 'red'),
  due(t.maintenanceOverdue, 'overdue', 'red'),
  due(t.maintenanceDue, 'due,upcoming', 'amber'),
  {
    label: t.newReports,
    to: '/safety/reports',
    search: { status: 'new' },
    subject: 'safety_report',
    operations: ['getSafetyMetrics'],
    load: async () => (await metrics()).reports.byStatus.new ?? 0,
  },
  {
    label: t.overdueActions,
    to: '/safety/actions',
    search: { overdue: 'true' },
    subject: 'cpa',
    operations: ['getSafetyMetrics'],
    tone: 'red',
    load: async () => (await metrics()).cpas.overdue,
  },
  {
    label: t.indicatorsInAlert,
    to: '/safety/indicators',
    search: { in_alert: 'true' },
    subject: 'spi',
    operations: ['getSafetyMetrics'],
    tone: 'amber',
    load: async () => (await metrics()).indicators.inAlert,
  },
  {
    label: t.movementsToday,
    to: '/fbo/movements',
    search: { date: day },
    subject: 'movement',
    operations: ['listFuelOrders'],
    load: async () => (await get('/api/v1/fbo/movements', { query: { date: day, ...one } })).total,
  },
  {
    label: t.fuelToAccept,
    to: '/fbo/orders',
    search: { status: 'requested' },
    subject: 'fuel_order',
    operations: ['listFuelOrders'],
    load: async () =>
      (await get('/api/v1/fbo/fuel-orders', { query: { status: 'requested', ...one } })).total,
  },
]
