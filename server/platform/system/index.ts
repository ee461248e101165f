import { defineModule } from '../operation.ts'
import { listEntitlements, setEntitlements } from './entitlement.ts'
import { getMaintenance, setMaintenance } from './maintenance.ts'

export const system = defineModule({
  name: 'system',
  title: 'System',
  core: true,
  operations: [listEntitlements, setEntitlements, getMaintenance, setMaintenance],
})
