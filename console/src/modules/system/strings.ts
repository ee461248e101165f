export const t = {
  title: 'Mail outbox',
  hint: 'Every mail of this installation. Without a mail server the mails are held here, so that you can pass their links on.',
  to: 'To',
  subject: 'Subject',
  status: 'Status',
  created: 'Written',
  empty: 'No mail has been written yet',
  emptyHint: 'Invitations and notices appear here.',
  text: 'Text',
  close: 'Close mail',
}
