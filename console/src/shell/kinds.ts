import type { QueryClient } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { formatHours } from '#ui/hours.ts'
import { formatDate, formatInstant, formatMinutes } from '#ui/time.ts'
import { s, sentence } from '../strings.ts'

/** What a card says of a record: what it is, its state, and a few facts; what is absent is left out. */
export type Card = {
  title: string
  state?: string
  facts: [label: string, value: string | null | undefined][]
}

type Kind = {
  /** Who may not call it sees neither card nor page. */
  operation: string
  queryKey: (id: string) => string[]
  load: (id: string) => Promise<unknown>
  card: (record: unknown) => Card
}

const c = s.card
const at = (instant: string | null) => (instant ? formatInstant(instant, 'utc') : null)
const hours = (hundredths: number | null) => (hundredths === null ? null : `${formatHours(hundredths)} h`)
const words = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ')

// The types of one entry agree among themselves; from outside a kind takes any record.
function kind<One>(
  operation: string,
  subject: string,
  load: (path: { id: string }) => Promise<One>,
  card: (one: One) => Card,
): Kind {
  return {
    operation,
    queryKey: (id) => [subject, id],
    load: (id) => load({ id }),
    card: (record) => card(record as One),
  }
}

/** The kinds of records that have a page, by the beginning of their ids; keys are those of their pages. */
export const kinds: Record<string, Kind> = {
  acf: kind(
    'getAircraft',
    'aircraft',
    (path) => get('/api/v1/ops/aircraft/{id}', { path }),
    (one) => ({
      title: one.registration,
      state: one.status,
      facts: [
        [c.type, words(one.typeDesignator, one.make, one.model)],
        [c.base, one.baseAirport],
        [c.hobbs, hours(one.hobbsHundredths)],
        [c.tach, hours(one.tachHundredths)],
      ],
    }),
  ),
  crw: kind(
    'getCrewMember',
    'crew_member',
    (path) => get('/api/v1/ops/crew/{id}', { path }),
    (one) => ({
      title: one.displayName,
      state: one.status,
      facts: [
        [c.functions, one.functions.map(sentence).join(', ')],
        [c.base, one.baseAirport],
        [c.email, one.email],
        [c.phone, one.phone],
      ],
    }),
  ),
  flt: kind(
    'getFlight',
    'flight',
    (path) => get('/api/v1/ops/flights/{id}', { path }),
    (one) => ({
      title: `${one.aircraftRegistration} ${one.fromAirport}–${one.toAirport}`,
      state: one.status,
      facts: [
        [c.off, at(one.offBlockAt)],
        [c.crew, one.crew.map((member) => member.displayName).join(', ')],
        [c.block, one.blockMinutes === null ? null : formatMinutes(one.blockMinutes)],
        [c.project, one.projectName],
      ],
    }),
  ),
  prj: kind(
    'getProject',
    'project',
    (path) => get('/api/projects/{id}', { path }),
    (one) => ({
      title: one.name,
      state: one.status,
      facts: [
        [c.customer, one.customer],
        [c.starts, one.startsOn && formatDate(one.startsOn)],
        [c.ends, one.endsOn && formatDate(one.endsOn)],
      ],
    }),
  ),
  rpt: kind(
    'getReport',
    'safety_report',
    (path) => get('/api/v1/sms/reports/{id}', { path }),
    (one) => ({
      title: words(one.code, one.title),
      state: one.status,
      facts: [
        [c.occurred, at(one.occurredAt)],
        [c.place, one.place],
        [c.aircraft, one.aircraftRegistration],
      ],
    }),
  ),
  siv: kind(
    'getInvestigation',
    'investigation',
    (path) => get('/api/v1/sms/investigations/{id}', { path }),
    (one) => ({
      title: words(one.code, one.title),
      state: one.status,
      facts: [
        [c.lead, one.leadName],
        [c.report, one.reportCode],
        [c.preliminary, one.preliminaryDueOn && formatDate(one.preliminaryDueOn)],
      ],
    }),
  ),
  cpa: kind(
    'getCpa',
    'cpa',
    (path) => get('/api/v1/sms/cpas/{id}', { path }),
    (one) => ({
      title: words(one.code, one.title),
      state: one.status,
      facts: [
        [c.owner, one.ownerName],
        [c.due, one.dueOn && formatDate(one.dueOn)],
        [c.report, one.reportCode],
      ],
    }),
  ),
  mov: kind(
    'getMovement',
    'movement',
    (path) => get('/api/v1/fbo/movements/{id}', { path }),
    (one) => ({
      title: words(one.tailNumber, sentence(one.direction)),
      state: one.status,
      facts: [
        [c.type, one.aircraftType],
        [c.customer, one.customerName],
        [c.eta, at(one.eta)],
        [c.etd, at(one.etd)],
        [c.parking, one.parking],
      ],
    }),
  ),
  fbc: kind(
    'getFboCustomer',
    'fbo_customer',
    (path) => get('/api/v1/fbo/customers/{id}', { path }),
    (one) => ({ title: one.company, state: one.status, facts: [[c.tails, one.tails.join(', ')]] }),
  ),
  fbb: kind(
    'getFboBooking',
    'fbo_booking',
    (path) => get('/api/v1/fbo/bookings/{id}', { path }),
    (one) => ({
      title: words(one.tailNumber, one.unitName),
      state: one.status,
      facts: [
        [c.customer, one.customerName],
        [c.starts, at(one.startsAt)],
        [c.ends, at(one.endsAt)],
      ],
    }),
  ),
  fuo: kind(
    'getFuelOrder',
    'fuel_order',
    (path) => get('/api/v1/fbo/fuel-orders/{id}', { path }),
    (one) => ({
      title: words(one.tailNumber, sentence(one.product)),
      state: one.status,
      facts: [
        [c.customer, one.customerName],
        [c.wanted, at(one.requestedFor)],
      ],
    }),
  ),
  svo: kind(
    'getServiceOrder',
    'service_order',
    (path) => get('/api/v1/fbo/service-orders/{id}', { path }),
    (one) => ({
      title: words(one.tailNumber, one.item),
      state: one.status,
      facts: [
        [c.customer, one.customerName],
        [c.wanted, at(one.requestedFor)],
      ],
    }),
  ),
}

const named = /\/(([a-z]{3})_[0-9a-z]{26})$/

/** The record whose own page an address is. */
export function recordAt(href: string): { id: string; kind: Kind } | null {
  const [, id, prefix] = named.exec(href.split(/[?#]/)[0] ?? '') ?? []
  const found = prefix ? kinds[prefix] : undefined
  return id && found ? { id, kind: found } : null
}

type List = { operation: string; subject: string; sort: string; load: (query: object) => Promise<unknown> }

/** The lists that are opened all day. The keys are those of useListState with the same order. */
const lists: Record<string, List> = {
  '/flights': {
    operation: 'listFlights',
    subject: 'flight',
    sort: '-offBlockAt',
    load: (query) => get('/api/v1/ops/flights', { query }),
  },
  '/aircraft': {
    operation: 'listAircraft',
    subject: 'aircraft',
    sort: 'registration',
    load: (query) => get('/api/v1/ops/aircraft', { query }),
  },
  '/people': {
    operation: 'listCrew',
    subject: 'crew_member',
    sort: 'displayName',
    load: (query) => get('/api/v1/ops/crew', { query }),
  },
  '/projects': {
    operation: 'listProjects',
    subject: 'project',
    sort: 'name',
    load: (query) => get('/api/projects', { query }),
  },
}

/** Fetches what a page will show first, where it is not here yet. */
export function fetchAhead(queryClient: QueryClient, link: URL, can: (operation: string) => boolean): void {
  const record = recordAt(link.pathname)
  if (record && can(record.kind.operation))
    void queryClient.prefetchQuery({
      queryKey: record.kind.queryKey(record.id),
      queryFn: () => record.kind.load(record.id),
    })
  const list = lists[link.pathname.replace(/^\/app\/[^/]+/, '')]
  if (!list || !can(list.operation)) return
  const query = {
    page_size: 50,
    sort: list.sort,
    ...Object.fromEntries(link.searchParams),
    page: Number(link.searchParams.get('page')) || 1,
  }
  void queryClient.prefetchQuery({ queryKey: [list.subject, query], queryFn: () => list.load(query) })
}
