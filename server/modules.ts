import { access } from '#platform/access/index.ts'
import { audit } from '#platform/audit/index.ts'
import { workspaceExports } from '#platform/export/index.ts'
import { identity } from '#platform/identity/index.ts'
import { mfa } from '#platform/identity/mfa/index.ts'
import { importing } from '#platform/importing/index.ts'
import type { Module } from '#platform/kernel/module.ts'
import { notifications } from '#platform/notifications/index.ts'
import { records } from '#platform/records/index.ts'
import { retention } from '#platform/retention/index.ts'
import { system } from '#platform/system/index.ts'
import { webhooks } from '#platform/webhooks/index.ts'
import { workspace } from '#platform/workspace/index.ts'
import { compliance } from './modules/compliance/index.ts'
import { crew } from './modules/crew/index.ts'
import { duty } from './modules/duty/index.ts'
import { fbo } from './modules/fbo/index.ts'
import { finance } from './modules/finance/index.ts'
import { fleet } from './modules/fleet/index.ts'
import { flights } from './modules/flights/index.ts'
import { maintenance } from './modules/maintenance/index.ts'
import { planning } from './modules/planning/index.ts'
import { projects } from './modules/projects/index.ts'
import { publicApi } from './modules/public/index.ts'
import { readiness } from './modules/readiness/index.ts'
import { safety } from './modules/safety/index.ts'
import { training } from './modules/training/index.ts'
import { trips } from './modules/trips/index.ts'
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
  records,
  retention,
  importing,
  workspaceExports,
  projects,
  fleet,
  crew,
  compliance,
  planning,
  flights,
  duty,
  trips,
  maintenance,
  readiness,
  training,
  safety,
  fbo,
  finance,
  publicApi,
  system,
  probes,
]
