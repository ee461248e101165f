export const t = {
  organisation: {
    title: 'Organisation', hint: 'What this workspace is called and how it reckons days.', name: 'Workspace name', timezone: 'Time zone',
    timezoneHint: 'Days for duty, currency and reports are counted in this zone.', apiKeys: 'API keys are enabled',
    apiKeysHint: 'When off, no key of this workspace works and none can be made. Turning it on again brings them back.', submit: 'Save organisation',
    identifiers: 'Identifiers', id: 'Workspace id', uuid: 'UUID', slug: 'Address', modules: 'Modules', saved: 'Organisation saved',
  },
  members: {
    title: 'Members', hint: 'Who signs in to this workspace and what their roles let them do. Rights of several roles add up.', tabs: 'Members and invitations',
    members: 'Members', invitations: 'Invitations', name: 'Name', email: 'Email', roles: 'Roles', status: 'Status', joined: 'Joined', sent: 'Sent', expires: 'Expires',
    invite: 'Invite member', editRoles: 'Edit roles', remove: 'Remove member', revoke: 'Revoke invitation', resend: 'Resend invitation',
    rolesOf: (name: string) => `Roles of ${name}`, saveRoles: 'Save roles', rolesSaved: 'Roles saved', noRole: 'Choose at least one role',
    removeTitle: (name: string) => `Remove ${name} from this workspace?`,
    removeText: 'They are signed out of it at once and can no longer open it. What they recorded stays.', removed: (name: string) => `${name} removed`,
    revokeTitle: (email: string) => `Revoke the invitation of ${email}?`, revokeText: 'Its link stops working.', revoked: 'Invitation revoked', resent: 'Invitation sent again',
    inviteTitle: 'Invite member', inviteHint: 'They get a mail with a link to set a password.', invited: (email: string) => `Invitation sent to ${email}`, send: 'Send invitation',
    person: 'Person', personHint: 'When they are in the list of people already, so that their flights are theirs.',
    emptyInvitations: 'No invitations', emptyInvitationsHint: 'Invite the people who plan, fly and maintain. Each gets only what their roles need.',
    emptyMembers: 'No members', owner: 'The account owner has every right. There is exactly one.',
  },
}
