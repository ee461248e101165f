import { defineModule } from '../kernel/operation.ts'
import { retainedRows } from '../kernel/retained.ts'
import { listMails } from '../mail/mail.ts'
import { startMailer } from '../mail/mailer.ts'
import { acceptInvitation, getInvitation } from './accept-invitation.ts'
import { purgeTokens } from './account/account-token.ts'
import { deleteAvatar, getAvatar, putAvatar } from './account/avatar.ts'
import { changePassword } from './account/change-password.ts'
import { requestEmailChange, sendEmailVerification, verifyEmail } from './account/email.ts'
import { forgotPassword, resetPassword, startPasswordResets } from './account/forgot-password.ts'
import { endOtherSessions, endOwnSession, listOwnSessions } from './account/own-session.ts'
import { deletePreference, getPreference, listPreferences, putPreference } from './account/preference.ts'
import { getProfile, updateProfile } from './account/profile.ts'
import { handOverOwnership } from './hand-over.ts'
import { inviteMember, listInvitations, resendInvitation, revokeInvitation } from './invitation.ts'
import { logIn } from './log-in.ts'
import { listMembers, memberLimit, updateMember } from './member.ts'
import { purgeSessionsWork } from './purge-sessions.ts'
import { getMemberRemoval, removeMember } from './remove-member.ts'
import { getSession, logOut, switchWorkspace } from './session.ts'
import { getSetup, signUp } from './sign-up.ts'
import { deleteIdentityProvider, getIdentityProvider, putIdentityProvider } from './sso/provider.ts'
import { finishSso, getSso, startSso } from './sso/sign-in.ts'

export const identity = defineModule({
  name: 'identity',
  title: 'Identity',
  core: true,
  operations: [
    getSetup,
    signUp,
    logIn,
    logOut,
    getSession,
    switchWorkspace,
    listMembers,
    updateMember,
    getMemberRemoval,
    removeMember,
    handOverOwnership,
    listInvitations,
    inviteMember,
    resendInvitation,
    revokeInvitation,
    getInvitation,
    acceptInvitation,
    listMails,
    getProfile,
    updateProfile,
    putAvatar,
    deleteAvatar,
    getAvatar,
    changePassword,
    forgotPassword,
    resetPassword,
    requestEmailChange,
    sendEmailVerification,
    verifyEmail,
    listOwnSessions,
    endOwnSession,
    endOtherSessions,
    listPreferences,
    getPreference,
    putPreference,
    deletePreference,
    getSso,
    startSso,
    finishSso,
    getIdentityProvider,
    putIdentityProvider,
    deleteIdentityProvider,
  ],
  start: (services) => {
    const work = [startMailer(services), startPasswordResets(services)]
    return {
      stop: async () => {
        await Promise.all(work.map((one) => one.stop()))
      },
    }
  },
  periodic: [purgeTokens, purgeSessionsWork],
  extensions: [
    memberLimit,
    retainedRows({
      log: 'run_logs',
      name: 'mails',
      title: 'Mails that were sent, held or could not be sent',
      table: 'mails',
      workspace: 'for_workspace',
      at: 't.created_at',
      where: "t.status <> 'queued'",
    }),
  ],
})
