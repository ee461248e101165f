import { defineModule } from '../../kernel/module.ts'
import * as passkey from './passkey.ts'
import * as purge from './purge.ts'
import * as requirement from './requirement.ts'
import * as signIn from './sign-in.ts'
import * as stepUp from './step-up.ts'
import * as twoFactor from './two-factor.ts'

export const mfa = defineModule({
  name: 'mfa',
  title: 'Two-factor',
  summary: 'Second factors, passkeys and re-authentication.',
  core: true,
  adminEffect: 'loosens',
  parts: [signIn, twoFactor, passkey, stepUp, requirement, purge],
})
