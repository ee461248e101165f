import { readableKinds } from '../access/readable-kinds.ts'
import type { Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import type { SessionPrincipal } from '../kernel/principal.ts'
import { notFound } from '../kernel/problem.ts'
import { kindOfId, type RecordKind } from '../kernel/record-kind.ts'
import { isResource } from '../kernel/resource.ts'
import { Type } from '../kernel/schema.ts'

export const getRecordPage = operation({
  id: 'getRecordPage',
  method: 'GET',
  path: '/api/v1/record-pages/:recordId',
  summary: 'Get the page of a record',
  description:
    'Returns the console path that shows a record, for links that have only its id: the page of the record, or the page of the record that it is part of.',
  access: 'session',
  roles: 'members',
  params: Type.Object({ recordId: Type.String({ maxLength: 60 }) }),
  response: Type.Object({ path: Type.String({ examples: ['/flights/flt_01jq8me7x2f9tb6k4z0r5w3v1n'] }) }),
  async handle({ tx, params, principal, services }) {
    return { path: await pathOf(tx, params.recordId, principal, services) }
  },
})

/** @throws Problem if the record has no page, or belongs to a record that is missing or hidden from the member. */
async function pathOf(
  tx: Tx,
  recordId: string,
  principal: SessionPrincipal,
  services: Services,
): Promise<string> {
  const kind = kindOfId(recordId)
  if (!kind || kind.page === 'none') throw notFound('This record has no page')
  // The page itself judges who may open it, and whether the record is there.
  if (typeof kind.page === 'string') return kind.page.replace(':id', recordId)
  const { of, otherwise } = kind.page
  const part = await read(tx, kind, recordId, principal, services)
  const parentId = [of]
    .flat()
    .map((field) => part[field])
    .map((value) => (value as { id?: unknown } | null)?.id ?? value)
    .find((value) => typeof value === 'string')
  if (typeof parentId === 'string') {
    const parent = kindOfId(parentId)
    // A part may have no operation of its own. Members who may read the whole may read it.
    if (!parent || !readableKinds(services, principal).has(parent.name)) throw notFound()
    await read(tx, parent, parentId, principal, services)
    return pathOf(tx, parentId, principal, services)
  }
  if (otherwise) return otherwise
  throw notFound('This record is a part of none that has a page')
}

async function read(
  tx: Tx,
  kind: RecordKind,
  recordId: string,
  principal: SessionPrincipal,
  services: Services,
): Promise<Record<string, unknown>> {
  if (!isResource(kind)) throw notFound()
  if (kind.visible && !(await kind.visible(tx, recordId, principal, services))) throw notFound()
  const loaded = await kind.load(tx, recordId)
  if (!loaded) throw notFound()
  return loaded.record as Record<string, unknown>
}
