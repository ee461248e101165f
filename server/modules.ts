import { access } from '#platform/access/index.ts'
import { audit } from '#platform/audit/audit.ts'
import { identity } from '#platform/identity/index.ts'
import { importing } from '#platform/importing/index.ts'
import { mfa } from '#platform/mfa/index.ts'
import { notifications } from '#platform/notifications/index.ts'
import type { Module } from '#platform/operation.ts'
import { retention } from '#platform/retention/index.ts'
import { system } from '#platform/system/index.ts'
import { webhooks } from '#platform/webhooks/index.ts'
import { workspace } from '#platform/workspace/workspace.ts'
import { compliance } from './modules/compliance/index.ts'
import { crew } from './modules/crew/index.ts'
import { fbo } from './modules/fbo/index.ts'
import { fleet } from './modules/fleet/index.ts'
import { flights } from './modules/flights/index.ts'
import { maintenance } from './modules/maintenance/index.ts'
import { projects } from './modules/projects/index.ts'
import { publicApi } from './modules/public/index.ts'
import { safety } from './modules/safety/index.ts'
import { probes } from './platform/http/probes.ts'

export { roles } from './roles.ts'

/** What Apron is made of, in the order of the reference. */
export const modules: readonly Module[] = [
  identity,
  mfa,
  workspace,
  access,
  webhooks,
  notifications,
  audit,
  retention,
  importing,
  projects,
  fleet,
  crew,
  compliance,
  flights,
  maintenance,
  safety,
  fbo,
  publicApi,
  system,
  probes,
]
