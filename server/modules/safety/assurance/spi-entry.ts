import { insert } from '#platform/kernel/crud.ts'
import { requireHappenedOn } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, happenedOn, id, instant, integer, nullable, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'
import { evaluate, spiEmissions } from './evaluate.ts'
import { Spi } from './spi.ts'

export const SpiEntry = resource({
  name: 'spi_entry',
  prefix: 'spe',
  title: { one: 'entry of an indicator', many: 'entries of an indicator' },
  page: { of: 'spiId' },
  table: 'spi_entries',
  label: 'entryOn',
  schema: Type.Object({
    id: id('spe'),
    spiId: id('spi'),
    entryOn: date(),
    count: Type.Integer({ description: 'How many there were.' }),
    exposure: nullable(Type.Number({ description: 'Hours, cycles, departures or reports.' })),
    note: nullable(Type.String()),
    enteredByName: Type.String(),
    createdAt: instant(),
  }),
})

export const listSpiEntries = operation({
  id: 'listSpiEntries',
  method: 'GET',
  path: '/api/v1/safety/spis/:id/entries',
  summary: 'List the entries of an indicator',
  description: 'The events and the exposure that were entered by hand, the newest first.',
  scope: 'safety:read',
  roles: safetyReaders,
  on: Spi,
  response: SpiEntry.schema,
  list: list({
    of: SpiEntry,
    within: { param: 'id', sql: (value) => `t.spi_id = ${value}` },
    defaultSort: '-entryOn',
    sorts: { entryOn: { sql: 't.entry_on', type: 'date' } },
  }),
})

export const addSpiEntry = operation({
  id: 'addSpiEntry',
  method: 'POST',
  path: '/api/v1/safety/spis/:id/entries',
  summary: 'Create an entry of an indicator',
  description:
    'Adds a count by hand, and the indicator is measured again. Entries never change: correct a wrong one with another entry and a note.',
  scope: 'safety:write',
  roles: riskRoles,
  on: Spi,
  creates: SpiEntry,
  audits: 'spi_entry.created',
  body: Type.Object({
    entryOn: happenedOn('The day that it counts for.'),
    count: integer(0, 1_000_000, 'How many there were.'),
    exposure: Type.Optional(
      nullable(
        Type.Number({ minimum: 0, maximum: 1e9, description: 'Hours, cycles, departures or reports.' }),
      ),
    ),
    note: Type.Optional(nullable(text(1, 2_000))),
  }),
  response: SpiEntry.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    const today = localDate(now, principal.workspace.timezone)
    requireHappenedOn('entryOn', body.entryOn, today)
    if (record.numerator !== 'manual' && record.denominatorSource !== 'manual')
      throw ruleBroken(
        'This indicator counts the records of Apron. Only an indicator with a manual numerator or denominator accepts entries',
      )
    const entryId = newId('spe')
    await insert(tx, 'spi_entries', principal.workspace.uuid, entryId, {
      ...body,
      spiId: record.id,
      enteredByName: actorOf(principal).name,
    })
    const judged = await evaluate(tx, record.id, now, principal.workspace.uuid)
    for (const emission of spiEmissions(judged)) emit(emission)
    return SpiEntry.get(tx, entryId)
  },
})
