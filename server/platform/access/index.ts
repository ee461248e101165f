import { exampleValues } from '../kernel/example-values.ts'
import { defineModule } from '../kernel/module.ts'
import { notificationDefault } from '../kernel/notification-default.ts'
import { retainedRows } from '../kernel/retained.ts'
import { scopeSentences } from '../kernel/scope-sentence.ts'
import * as apiKey from './api-key.ts'
import * as createApiKey from './create-api-key.ts'
import * as decision from './decision.ts'
import * as expiringKey from './expiring-key.ts'
import { apiKeyExpiring } from './expiring-key.ts'
import * as leftKeys from './left-keys.ts'
import * as ownKey from './own-key.ts'
import * as purge from './purge.ts'
import * as rotation from './rotation.ts'
import * as scopeCatalog from './scope-catalog.ts'
import * as scopeUsage from './scope-usage.ts'
import * as updateApiKey from './update-api-key.ts'

export const access = defineModule({
  name: 'access',
  title: 'API keys',
  summary: 'API keys: scopes, rotation, and why a request was refused.',
  core: true,
  adminEffect: 'grants',
  parts: [
    scopeCatalog,
    apiKey,
    createApiKey,
    updateApiKey,
    rotation,
    decision,
    scopeUsage,
    expiringKey,
    leftKeys,
    ownKey,
    purge,
    notificationDefault({
      key: 'expiring_keys',
      name: 'API keys that expire',
      event: apiKeyExpiring,
      severity: 'high',
      roles: ['account_owner', 'admin'],
    }),
    retainedRows({
      log: 'diagnostic_artifacts',
      name: 'request_refusals',
      title: 'Why requests were refused',
      table: 'request_refusals',
      at: 't.at',
      where: 'true',
    }),
    exampleValues({
      name: 'Accounting',
      scopes: ['flights:read'],
      requestId: '79c0c43a-6d78-4492-a5a7-d87a5f773eae',
    }),
    scopeSentences({
      'api_keys:read':
        'Read the API keys of the workspace with their scopes, limits and use, but never their secrets.',
      'requests:read': 'Read why a request was refused: each check, its outcome and the fix.',
    }),
  ],
})
