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
  ],
  start: startMailer,
})
