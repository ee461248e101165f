import { sql } from '../../database/database.ts'
import { defineModule } from '../../kernel/operation.ts'
import { addPasskey, getPasskeyOptions, listPasskeys, removePasskey, renamePasskey } from './passkey.ts'
import { getMfaRequirement, setMfaRequirement } from './requirement.ts'
import { completeSignIn, getPasskeySignInOptions, signInWithPasskey } from './sign-in.ts'
import { getReauthentication, reauthenticate } from './step-up.ts'
import { disableMfa, enableMfa, getMfa, regenerateBackupCodes, verifyMfa } from './two-factor.ts'

export const mfa = defineModule({
  name: 'mfa',
  title: 'Two-factor',
  core: true,
  operations: [
    completeSignIn,
    getPasskeySignInOptions,
    signInWithPasskey,
    getMfa,
    enableMfa,
    verifyMfa,
    disableMfa,
    regenerateBackupCodes,
    listPasskeys,
    getPasskeyOptions,
    addPasskey,
    renamePasskey,
    removePasskey,
    getReauthentication,
    reauthenticate,
    getMfaRequirement,
    setMfaRequirement,
  ],
  periodic: [
    {
      name: 'mfa.purge',
      everyMs: 3_600_000,
      // An expired token cannot be used. It is kept an hour longer so that the refusal can say that it expired.
      run: ({ database }) =>
        database.system(async (tx) => {
          await tx.run(sql`delete from used_tokens where expires_at < now() - interval '1 hour'`)
          await tx.run(sql`delete from mfa_enrollments where expires_at < now() - interval '1 day'`)
          await tx.run(sql`
            delete from sign_in_guards
             where began_at < now() - interval '1 day' and (locked_until is null or locked_until < now())`)
        }),
    },
  ],
})
