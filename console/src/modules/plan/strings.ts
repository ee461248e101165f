export const t = {
  title: 'Plan and usage',
  hint: 'The limits of this workspace and their use. The owner of the installation can change them.',
  plan: 'Plan',
  billing: 'Billing period',
  renews: 'Renews on',
  since: 'Since',
  usage: 'Usage',
  of: (used: string, most: string) => `${used} of ${most}`,
  full: 'Limit reached',
  nearly: 'Nearly full',
  features: 'Features',
}
