import { defineModule } from '../operation.ts'
import {
  acceptInvitation,
  getInvitation,
  inviteMember,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from './invitation.ts'
import { listMails, startMailer } from './mail.ts'
import { listMembers, removeMember, updateMember } from './member.ts'
import { getSession, logIn, logOut, switchWorkspace } from './session.ts'
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
    removeMember,
    listInvitations,
    inviteMember,
    resendInvitation,
    revokeInvitation,
    getInvitation,
    acceptInvitation,
    listMails,
    getSso,
    startSso,
    finishSso,
    getIdentityProvider,
    putIdentityProvider,
    deleteIdentityProvider,
  ],
  start: startMailer,
})
