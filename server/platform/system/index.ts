import { defineModule } from '../kernel/operation.ts'
import {
  createBackup,
  deleteBackup,
  downloadBackup,
  listBackups,
  startBackups,
  sweepLeftovers,
} from './backup.ts'
import { listEntitlements, setEntitlements } from './entitlement.ts'
import { getMaintenance, setMaintenance } from './maintenance.ts'
import { getSystemStatus } from './status.ts'

export const system = defineModule({
  name: 'system',
  title: 'System',
  core: true,
  worksInMaintenance: true,
  sessionArea: ['/api/system'],
  operations: [
    getSystemStatus,
    listBackups,
    createBackup,
    downloadBackup,
    deleteBackup,
    listEntitlements,
    setEntitlements,
    getMaintenance,
    setMaintenance,
  ],
  start: startBackups,
  periodic: [sweepLeftovers],
})
