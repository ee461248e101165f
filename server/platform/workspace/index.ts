import { storageLimit } from '../files/storage-limit.ts'
import { defineModule } from '../kernel/module.ts'
import { scopeSentences } from '../kernel/scope-sentence.ts'
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
  summary: 'The organization, its settings, its allowlist and its plan.',
  core: true,
  adminEffect: 'loosens',
  parts: [
    workspaceRecord,
    settings,
    allowlistEntry,
    allowlistSwitch,
    organization,
    sessionTimeout,
    allowlistTrial,
    storageLimit,
    scopeSentences({
      'organization:read': 'Read the organization, its plan, and the limits and usage of the plan.',
      'settings:read': 'Read all settings, the IP allowlist and the log retention.',
      'settings:write': 'Change the settings that protect nothing: the time zone and the data residency.',
      'workspace:read': 'Read the workspace, its modules and its session timeout.',
    }),
  ],
})
