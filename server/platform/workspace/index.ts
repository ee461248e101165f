import { storageLimit } from '../files/storage-limit.ts'
import { defineModule } from '../kernel/module.ts'
import * as allowlistEntry from './allowlist/entry.ts'
import * as allowlistSwitch from './allowlist/switch.ts'
import * as allowlistTrial from './allowlist/trial.ts'
import * as organization from './organization.ts'
import * as sessionTimeout from './session-timeout.ts'
import * as settings from './settings.ts'
import * as workspaceRecord from './workspace.ts'

export const workspace = defineModule({
  name: 'workspace',
  title: 'Workspace',
  core: true,
  parts: [
    allowlistEntry,
    allowlistSwitch,
    allowlistTrial,
    organization,
    sessionTimeout,
    settings,
    workspaceRecord,
    storageLimit,
  ],
})
