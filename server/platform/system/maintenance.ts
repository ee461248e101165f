import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { nullable, Type, text } from '../kernel/schema.ts'

const Maintenance = Type.Object({
  maintenance_message: nullable(
    text(1, 500, 'What everybody reads who would change something. null: no maintenance.'),
  ),
})
const onlyOwner = { access: 'session', roles: 'installation_owner', system: true } as const

export const getMaintenance = operation({
  ...onlyOwner,
  id: 'getMaintenance',
  method: 'GET',
  path: '/api/system/maintenance',
  summary: 'Get the maintenance mode',
  description: 'Whether the installation is in maintenance, and its message.',
  response: Maintenance,
  handle: ({ tx }) => tx.one(sql<'maintenance'>`select maintenance_message from installation`),
})

export const setMaintenance = operation({
  ...onlyOwner,
  id: 'setMaintenance',
  method: 'PUT',
  path: '/api/system/maintenance',
  summary: 'Update the maintenance mode',
  description:
    'Starts or ends maintenance. From the next request on, every node refuses writes with 503 and the message. Reading, sign-in and `/api/system` continue to work.',
  audits: 'maintenance.updated',
  body: Maintenance,
  response: Maintenance,
  async handle({ tx, body, principal, emit }) {
    const before = await tx.one(
      sql<'maintenanceForUpdate'>`select maintenance_message as message from installation for update`,
    )
    const message = body.maintenance_message?.trim() || null
    await tx.run(sql`update installation set maintenance_message = ${message}`)
    emit({
      type: 'maintenance.updated',
      subject: { type: 'installation', id: principal.workspace.id, label: 'Installation' },
      changes: [{ field: 'maintenance_message', before: before.message, after: message }],
    })
    return { maintenance_message: message }
  },
})
