import { useCan } from '#api/session.ts'
import { RequireTwoFactor } from '#modules/mfa/RequireTwoFactor.tsx'
import { Allowlist } from '#modules/security/Allowlist.tsx'
import { RequireSso } from '#modules/security/RequireSso.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { SessionTimeout } from './SessionTimeout.tsx'
import { t } from './strings.ts'
import classes from './workspace.module.css'

/** The rules for everyone in the workspace, one component per section. */
export default function SecuritySettings() {
  const can = useCan()
  return (
    <>
      <PageHeader title={t.security.title} hint={t.security.hint} />
      <div className={classes.stack}>
        {can('getMfaRequirement') ? <RequireTwoFactor /> : null}
        {can('getSessionTimeout') ? <SessionTimeout /> : null}
        {can('getAllowlistStatus') ? <Allowlist /> : null}
        {can('updateSettings') ? <RequireSso /> : null}
      </div>
    </>
  )
}
