import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { SMTPServer } from 'smtp-server'

export interface MailSink {
  url: string
  mails: { to: string[]; text: string }[]
  /** What the server says to a recipient from now on; null: takes the mail. */
  refuse: (address: string) => Error | null
}

/** A real mail server on this machine, which keeps what it took. It closes with the test file. */
export async function mailSink(): Promise<MailSink> {
  const sink: MailSink = { url: '', mails: [], refuse: () => null }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => done(sink.refuse(address)),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        sink.mails.push({ to, text: Buffer.concat(chunks).toString() })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  sink.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return sink
}
