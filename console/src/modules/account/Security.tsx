import { Passkeys } from '#modules/mfa/Passkeys.tsx'
import { TwoFactor } from '#modules/mfa/TwoFactor.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import classes from './account.module.css'
import { Password } from './Password.tsx'
import { SecurityLog } from './SecurityLog.tsx'
import { Sessions } from './Sessions.tsx'
import { t } from './strings.ts'

/** One component per section: how you sign in, then where you are signed in. */
export default function Security() {
  return (
    <>
      <PageHeader title={t.security.title} hint={t.security.hint} />
      <div className={classes.stack}>
        <Password />
        <TwoFactor />
        <Passkeys />
        <Sessions />
        <SecurityLog />
      </div>
    </>
  )
}
