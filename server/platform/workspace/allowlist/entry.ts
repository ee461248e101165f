import { contains } from '../../access/allowlist.ts'
import { sql } from '../../database/database.ts'
import { requireFeature } from '../../kernel/entitlement.ts'
import { newId } from '../../kernel/id.ts'
import { operation } from '../../kernel/operation.ts'
import { conflict } from '../../kernel/problem.ts'
import { resource } from '../../kernel/resource.ts'
import { id, instant, Type, text } from '../../kernel/schema.ts'
import { readNetwork } from './network.ts'
import { lockAllowlist, locksYouOut, networksOf, writeAllowlist } from './state.ts'

const mostEntries = 500

export const AllowlistEntry = resource({
  name: 'ip_allowlist_entry',
  prefix: 'ipw',
  title: { one: 'allowed network', many: 'allowed networks' },
  page: '/settings/security',
  alsoChanges: ['ip_allowlist'],
  table: 'ip_allowlist_entries',
  label: 'cidr',
  schema: Type.Object({
    id: id('ipw'),
    cidr: Type.String(),
    label: Type.String(),
    created_at: instant(),
  }),
  expressions: { cidr: 't.cidr::text' },
})

export const listAllowlistEntries = operation({
  id: 'listAllowlistEntries',
  method: 'GET',
  path: '/api/settings/ip-whitelist',
  summary: 'List the networks of the IP allowlist',
  description: 'The networks from which the workspace accepts requests while the list is on.',
  scope: 'settings:read',
  roles: ['auditor'],
  response: Type.Array(AllowlistEntry.schema),
  handle: ({ tx }) =>
    tx.composed<never>(`${AllowlistEntry.select} order by t.created_at, t.id limit ${mostEntries}`, []),
})

export const addAllowlistEntry = operation({
  id: 'addAllowlistEntry',
  method: 'POST',
  path: '/api/settings/ip-whitelist',
  summary: 'Add a network to the IP allowlist',
  description:
    'Takes an IPv4 or IPv6 network; a single address ends in /32 or /128. If the list is on, the network counts from the next request.',
  access: 'session',
  roles: [],
  creates: AllowlistEntry,
  audits: 'ip_allowlist_entry.created',
  body: Type.Object({
    cidr: Type.String({ minLength: 1, maxLength: 100, examples: ['203.0.113.0/24'] }),
    label: text(1, 200, 'What the network is, for those who read the list later.'),
  }),
  response: AllowlistEntry.schema,
  async handle({ tx, body, principal, services }) {
    const cidr = readNetwork(body.cidr)
    await requireFeature(tx, services, principal.workspace.uuid, 'ip_allowlist')
    const state = await lockAllowlist(tx, principal)
    const before = await networksOf(tx)
    if (before.length >= mostEntries)
      throw conflict(
        `The allowlist holds ${mostEntries} networks, which is the most. Put several into a wider one`,
      )
    const entryId = newId('ipw')
    await tx.run(sql`insert into ip_allowlist_entries (workspace_id, id, cidr, label)
      values (${principal.workspace.uuid}, ${entryId}, ${cidr}::cidr, ${body.label.trim()})`)
    if (state.isOn) await writeAllowlist(tx, principal, state.until)
    return AllowlistEntry.get(tx, entryId)
  },
})

export const deleteAllowlistEntry = operation({
  id: 'deleteAllowlistEntry',
  method: 'DELETE',
  path: '/api/settings/ip-whitelist/:id',
  summary: 'Delete a network from the IP allowlist',
  description: 'If the list is on, the network no longer counts from the next request.',
  access: 'session',
  roles: [],
  on: AllowlistEntry,
  audits: 'ip_allowlist_entry.deleted',
  async handle({ tx, record, principal, request }) {
    const state = await lockAllowlist(tx, principal)
    await tx.run(sql`delete from ip_allowlist_entries where id = ${record.id}`)
    if (!state.isOn) return
    if (!contains(await networksOf(tx), request.address))
      throw locksYouOut(
        `${record.cidr} is the only network of the list with your own address, ${request.address}. Add another one with it first, or switch the list off`,
      )
    await writeAllowlist(tx, principal, state.until)
  },
})
