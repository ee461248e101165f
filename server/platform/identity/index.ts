import { defineModule } from '../kernel/module.ts'
import { retainedRows } from '../kernel/retained.ts'
import { scopeSentences } from '../kernel/scope-sentence.ts'
import * as mail from '../mail/mail.ts'
import { startMailer } from '../mail/mailer.ts'
import * as sealClearLinks from '../mail/seal-clear-links.ts'
import * as acceptInvitation from './accept-invitation.ts'
import * as accountToken from './account/account-token.ts'
import * as avatar from './account/avatar.ts'
import * as changePassword from './account/change-password.ts'
import * as email from './account/email.ts'
import * as forgotPassword from './account/forgot-password.ts'
import * as ownSession from './account/own-session.ts'
import * as preference from './account/preference.ts'
import * as profile from './account/profile.ts'
import * as restoreEmail from './account/restore-email.ts'
import * as securityEvent from './account/security-event.ts'
import * as completeSignUp from './complete-sign-up.ts'
import * as currentSession from './current-session.ts'
import * as endMemberSessions from './end-member-sessions.ts'
import * as handOver from './hand-over.ts'
import * as invitation from './invitation.ts'
import * as logIn from './log-in.ts'
import * as member from './member.ts'
import * as purgeSessions from './purge-sessions.ts'
import * as removeMember from './remove-member.ts'
import * as setup from './setup.ts'
import * as signUp from './sign-up.ts'
import * as signUpRequest from './sign-up-request.ts'
import * as link from './sso/link.ts'
import * as provider from './sso/provider.ts'
import * as signIn from './sso/sign-in.ts'

export const identity = defineModule({
  name: 'identity',
  title: 'Identity',
  summary: 'Accounts, sessions, members and invitations.',
  core: true,
  adminEffect: 'grants',
  parts: [
    setup,
    signUp,
    signUpRequest,
    completeSignUp,
    logIn,
    currentSession,
    member,
    endMemberSessions,
    removeMember,
    handOver,
    invitation,
    acceptInvitation,
    mail,
    sealClearLinks,
    profile,
    avatar,
    changePassword,
    forgotPassword,
    email,
    restoreEmail,
    ownSession,
    securityEvent,
    preference,
    signIn,
    link,
    provider,
    accountToken,
    purgeSessions,
    retainedRows({
      log: 'run_logs',
      name: 'mails',
      title: 'Mails that were sent, held or could not be sent',
      table: 'mails',
      workspace: 'for_workspace',
      at: 't.created_at',
      where: "t.status <> 'queued'",
    }),
    scopeSentences({
      'members:read':
        'Read the members of the workspace with their email addresses and roles, and their pictures.',
    }),
  ],
  start: (services) => {
    const work = [
      startMailer(services),
      forgotPassword.startPasswordResets(services),
      signUpRequest.startSignUpMails(services),
    ]
    return {
      stop: async () => {
        await Promise.all(work.map((worker) => worker.stop()))
      },
    }
  },
})
