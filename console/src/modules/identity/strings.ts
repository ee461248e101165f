export const t = {
  signIn: {
    title: 'Sign in to Apron', email: 'Email', password: 'Password', submit: 'Sign in', or: 'No account yet?', signUp: 'Create a workspace',
    invited: 'To join an existing workspace, open the link in your invitation.',
  },
  signUp: {
    setupTitle: 'Set up Apron', setupHint: 'You create the first account and its workspace. The account owns this installation.',
    title: 'Create a workspace', hint: 'A workspace holds one operator: its aircraft, people, flights and keys.',
    name: 'Your name', email: 'Email', password: 'Password', passwordHint: 'At least 10 characters. A sentence is easiest to remember.',
    workspaceName: 'Workspace name', workspaceHint: 'The name of your school, club or company.', timezone: 'Time zone',
    submit: 'Create workspace', signIn: 'Sign in instead', warnings: 'About this installation',
    closed: 'New workspaces are closed on this installation', closedHint: 'Ask its owner, or open the link in your invitation.',
  },
  invitation: {
    title: (workspace: string) => `Join ${workspace}`, forWhom: (email: string) => `The invitation is for ${email}.`, name: 'Your name',
    choosePassword: 'Choose a password', yourPassword: 'Your password', hasAccount: 'You have an account already: your password confirms that it is you.',
    submit: 'Accept invitation', invalid: 'This invitation cannot be used', invalidHint: 'It was used already, has expired or was withdrawn. Ask for a new one.',
    signIn: 'Sign in',
  },
}
