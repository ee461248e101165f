import { defineModule } from '../kernel/module.ts'
import * as backup from './backup.ts'
import { startBackups } from './backup.ts'
import { carriedKeys } from './carried-key.ts'
import * as entitlement from './entitlement.ts'
import * as maintenance from './maintenance.ts'
import * as outgoing from './outgoing.ts'
import * as status from './status.ts'

export const system = defineModule({
  name: 'system',
  title: 'System',
  summary: 'The installation: status, backups, maintenance mode and plans.',
  core: true,
  adminEffect: 'loosens',
  worksInMaintenance: true,
  sessionArea: ['/api/system'],
  parts: [carriedKeys, status, outgoing, backup, entitlement, maintenance],
  start: startBackups,
})
