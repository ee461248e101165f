import type { ModuleFixtures, Prepared } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { leg, sessions, through, trips } from './trip.ts'

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

/** A trip of two hours ago, in a workspace whose rules nobody has changed, led to where the verbs lead. */
async function trip(of: TestWorkspace, ...verbs: Parameters<typeof through>[2][]) {
  const ws = await of.another()
  const crew = [{ crewId: (await ws.person()).id, role: 'pic' }]
  const times = { plannedOffBlockAt: at(-120), plannedOnBlockAt: at(-60) }
  const { id, legs } = await ws.made(trips, {
    type: 'charter',
    operation: '91',
    legs: [leg({ ...times, aircraftId: (await ws.aircraft()).id, crew })],
  })
  await through(ws.owner, id, ...verbs)
  return {
    ws,
    legId: legs[0].id as string,
    id,
    at: (verb: string): Prepared => ({ path: `${trips}/${id}/${verb}`, caller: ws.owner }),
  }
}

const authorise = (as: string): [string, object] => ['authorise', { as }]
const release: [string, object] = ['release', {}]

/** Released, and authorized by two people. */
async function dispatched(of: TestWorkspace) {
  const one = await trip(of, 'confirm', release, authorise('dispatcher'))
  const admin = await one.ws.as('admin', { roles: ['admin'] })
  await through(admin, one.id, authorise('pic'))
  return one
}

async function departed(of: TestWorkspace) {
  const one = await dispatched(of)
  await through(one.ws.owner, one.id, ['depart', { legId: one.legId, actualOffBlockAt: at(-118) }])
  return {
    ...one,
    flown: { legs: [{ legId: one.legId, actualOffBlockAt: at(-118), actualOnBlockAt: at(-61) }] },
  }
}

const questions = [{ key: 'night', section: 'environment', text: 'At night?', weight: 20 }]

/** An assessment in red, which a second person has to look at. */
async function redAssessment(of: TestWorkspace) {
  const ws = await of.another()
  await ws.made('/api/v1/ops/frat/forms', { questions, yellowAt: 10, redAt: 20 })
  const session = await ws.made(sessions, {
    type: 'flight',
    aircraftId: (await ws.aircraft()).id,
    startsAt: at(0),
    endsAt: at(60),
  })
  const answers = [{ key: 'night', answer: true }]
  const { id } = await ws.made('/api/v1/ops/frat/assessments', { sessionId: session.id, answers })
  return { path: `/api/v1/ops/frat/assessments/${id}/second`, caller: await ws.as('second'), body: {} }
}

export const prepared: ModuleFixtures['prepared'] = {
  confirmTrip: async (of) => (await trip(of)).at('confirm'),
  scheduleTrip: async (of) => (await trip(of, 'confirm')).at('schedule'),
  releaseTrip: async (of) => ({ ...(await trip(of, 'confirm')).at('release'), body: {} }),
  fileTrip: async (of) => (await trip(of, 'confirm', release)).at('file'),
  authoriseTrip: async (of) => ({
    ...(await trip(of, 'confirm', release)).at('authorise'),
    body: { as: 'dispatcher' },
  }),
  async departTrip(of) {
    const one = await dispatched(of)
    return { ...one.at('depart'), body: { legId: one.legId, actualOffBlockAt: at(-118) } }
  },
  async closeOutTrip(of) {
    const one = await departed(of)
    return { ...one.at('close-out'), body: one.flown }
  },
  async completeTrip(of) {
    const one = await departed(of)
    await through(one.ws.owner, one.id, ['close-out', one.flown])
    return one.at('complete')
  },
  secondFratAssessment: redAssessment,
}
