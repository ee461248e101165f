import { Readable } from 'node:stream'
import { Aircraft } from '#modules/fleet/index.ts'
import { sql } from '#platform/database/database.ts'
import { formatCsvLine } from '#platform/kernel/csv-line.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { fileColumns } from '#platform/kernel/list-file.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import { writeZip, type ZipFile } from '#platform/kernel/zip-writer.ts'
import { PAGE_ROWS, type PackedTable, packedTables } from './packed-table.ts'
import { recordPaper } from './record-paper.ts'

export const getMaintenanceRecordPack = operation({
  id: 'getMaintenanceRecordPack',
  method: 'GET',
  path: '/api/v1/maintenance/aircraft/:id/records.zip',
  summary: 'Get the pack of maintenance records of an aircraft',
  description:
    'What goes with the aircraft when it is sold (14 CFR 91.417(b)(2), 91.419), as ZIP: the status page, completed work orders with tasks, parts and signatures, inspections, directives, components, squawks and deferrals as CSV, and their files. Without costs.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Aircraft,
  answers: 'file',
  fileTypes: ['application/zip'],
  response: Type.String(),
  async handle({ tx, record, principal, services, now }) {
    const paper = await recordPaper(tx, record, principal, now)
    const from = { services, workspaceUuid: principal.workspace.uuid, aircraftId: record.id }
    return {
      filename: `maintenance-records-${record.registration}.zip`,
      contentType: 'application/zip',
      // The paper is drawn before the response begins, so that a refusal is one.
      body: async (owner) => Readable.from(writeZip(filesOf(from, await paper.draw(owner)))),
    }
  },
})

/** 14 CFR 91.417(b)(2): the records are transferred with the aircraft at the time it is sold. */
export function recordsToHandOver({ id, status }: Pick<Static<typeof Aircraft.schema>, 'id' | 'status'>) {
  if (status !== 'sold' && status !== 'retired') return []
  return [
    {
      code: 'records_go_with_aircraft',
      field: 'status',
      message: 'Its maintenance records go with it to a buyer (14 CFR 91.417(b)(2))',
      path: getMaintenanceRecordPack.path.replace(':id', id),
    },
  ]
}

interface Source {
  services: Services
  workspaceUuid: string
  aircraftId: string
}

async function* filesOf(source: Source, paper: Buffer): AsyncGenerator<ZipFile> {
  yield { name: 'maintenance-record.pdf', isCompressed: true, content: [paper] }
  for (const table of packedTables) yield { name: `${table.name}.csv`, content: csvLines(source, table) }
  yield* attachmentsOf(source)
}

async function* csvLines(source: Source, { schema, read, lines = (row) => [row] }: PackedTable) {
  const columns = fileColumns(schema)
  // Spreadsheets take a file without this mark for Latin-1.
  yield `\ufeff${formatCsvLine(columns.map(({ heading }) => heading))}`
  for await (const row of rowsOf(source, read))
    for (const line of lines(row)) yield formatCsvLine(columns.map(({ cell }) => cell(line)))
}

/** The rows of a table, each page in a transaction of its own, so that none stays open while somebody downloads. */
async function* rowsOf({ services, workspaceUuid, aircraftId }: Source, read: PackedTable['read']) {
  let after = ''
  for (;;) {
    const rows = await services.database.tenant({ workspaceId: workspaceUuid }, (tx) =>
      read(tx, [aircraftId, after]),
    )
    yield* rows
    after = String(rows.at(-1)?.id ?? after)
    if (rows.length < PAGE_ROWS) return
  }
}

/** The files of what is in the tables, in a folder for each record. */
async function* attachmentsOf({ services, workspaceUuid, aircraftId }: Source): AsyncGenerator<ZipFile> {
  const files = await services.database.tenant({ workspaceId: workspaceUuid }, (tx) =>
    tx.rows(sql<'packedFiles', { folder: string }>`
      select f.id, f.name, l.folder
        from (select o.number as folder, k.file_id
                from work_orders o join work_order_files k on k.workspace_id = o.workspace_id and k.order_id = o.id
               where o.aircraft_id = ${aircraftId} and o.status in ('completed', 'verified')
              union all
              select s.number, k.file_id
                from squawks s join squawk_files k on k.workspace_id = s.workspace_id and k.squawk_id = s.id
               where s.aircraft_id = ${aircraftId}
              union all
              select i.position, k.file_id
                from component_installations i
                join component_installation_files k
                  on k.workspace_id = i.workspace_id and k.installation_id = i.id
               where i.aircraft_id = ${aircraftId}
              union all
              select d.authority || ' ' || d.number, k.file_id
                from directives d join directive_files k on k.workspace_id = d.workspace_id and k.directive_id = d.id
               where exists (
                 select from directive_applicabilities p
                  where p.workspace_id = d.workspace_id and p.directive_id = d.id
                    and (p.aircraft_id = ${aircraftId} or p.component_id in (
                          select i.component_id from component_installations i
                           where i.workspace_id = p.workspace_id and i.aircraft_id = ${aircraftId}
                             and i.removed_at is null)))) l
        join files f on f.id = l.file_id
       order by l.folder, f.id`),
  )
  const names = new Set<string>()
  for (const { id, name, folder } of files) {
    const place = `files/${safeName(folder)}/`
    const unique = names.has(place + safeName(name)) ? `${id}-${safeName(name)}` : safeName(name)
    names.add(place + unique)
    yield { name: place + unique, isCompressed: true, content: services.files.read(workspaceUuid, id) }
  }
}

/** A name that stays in its folder on every system. */
const safeName = (name: string) => name.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '-').replace(/^\.+/, '-')
