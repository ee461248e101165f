export const t = {
  title: 'Plan and usage',
  hint: 'What this workspace may have, and how much of it is in use. Whoever runs the installation can change it.',
  plan: 'Plan',
  billing: 'Billing period',
  renews: 'Renews on',
  since: 'Since',
  usage: 'Usage',
  of: (used: string, most: string) => `${used} of ${most}`,
  full: 'The limit is reached',
  nearly: 'Nearly full',
  features: 'Features',
}
