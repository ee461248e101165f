import { notificationDefault } from '../kernel/notification-default.ts'
import { defineModule } from '../kernel/operation.ts'
import { retainedRows } from '../kernel/retained.ts'
import { apiKeyLimit, getApiKey, listApiKeys, revokeApiKey } from './api-key.ts'
import { createApiKey } from './create-api-key.ts'
import { getRequestDecision, listKeyRefusals } from './decision.ts'
import { apiKeyExpiring, noticeExpiringKeys } from './expiring-key.ts'
import { leftKeys } from './left-keys.ts'
import { purgeWork } from './purge.ts'
import { finishKeyRotation, getKeyRotation, regenerateApiKey } from './rotation.ts'
import { listScopes } from './scope-catalog.ts'
import { getScopeUsage, narrowApiKey } from './scope-usage.ts'
import { updateApiKey } from './update-api-key.ts'

export const access = defineModule({
  name: 'access',
  title: 'API keys',
  core: true,
  operations: [
    listScopes,
    listApiKeys,
    createApiKey,
    getApiKey,
    updateApiKey,
    revokeApiKey,
    regenerateApiKey,
    getKeyRotation,
    finishKeyRotation,
    listKeyRefusals,
    getRequestDecision,
    getScopeUsage,
    narrowApiKey,
  ],
  events: [apiKeyExpiring],
  periodic: [purgeWork, noticeExpiringKeys],
  extensions: [
    apiKeyLimit,
    leftKeys,
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
  ],
})
