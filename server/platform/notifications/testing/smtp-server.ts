import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  to: string[]
  /** As it came over the wire. */
  text: string
  /** Whether it came through TLS, and as whom the sender had signed in. */
  secure: boolean
  user: string | null
}

export interface MailSink {
  url: string
  mails: ReceivedMail[]
  /** What the server says to a recipient from now on; null: takes the mail. */
  refuse: (address: string) => Error | null
  /** What people read of the first mail to this address with these words in it; waits until it has come. */
  read(address: string, words: string | RegExp): Promise<string>
}

const login = { user: 'apron', password: 'four wet herons' }

/**
 * A real mail server on this machine, which keeps what it took. It closes with the test file. A strict one
 * takes mail only from who has signed in, and through TLS, begun by STARTTLS.
 */
export async function mailSink({ isStrict = false } = {}): Promise<MailSink> {
  const waiting = new Set<() => void>()
  const sink: MailSink = {
    url: '',
    mails: [],
    refuse: () => null,
    async read(address, words) {
      for (;;) {
        const found = sink.mails
          .filter(({ to }) => to.includes(address))
          .map(({ text }) => readable(text))
          .find((text) => (typeof words === 'string' ? text.includes(words) : words.test(text)))
        if (found !== undefined) return found
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
    },
  }
  const server = new SMTPServer({
    authOptional: !isStrict,
    disabledCommands: isStrict ? [] : ['STARTTLS', 'AUTH'],
    onAuth: ({ username, password }, { secure }, done) =>
      secure && username === login.user && password === login.password
        ? done(null, { user: username })
        : done(new Error('Wrong user or password, or not through TLS')),
    onRcptTo: ({ address }, _session, done) => done(sink.refuse(address)),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        const text = Buffer.concat(chunks).toString()
        sink.mails.push({ to, text, secure: session.secure, user: session.user ?? null })
        done()
        for (const wake of waiting) wake()
        waiting.clear()
      })
    },
  })
  // A sender that hangs up in the middle is no fault of the test.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  // Its certificate is one of the library's own, which nobody has signed.
  sink.url = isStrict
    ? `smtp://${login.user}:${encodeURIComponent(login.password)}@127.0.0.1:${port}?requireTLS=true&tls.rejectUnauthorized=false`
    : `smtp://127.0.0.1:${port}`
  after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return sink
}

/** A mail's subject and text without what mail does to them: lines that are broken, signs that are encoded. */
function readable(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1]?.toLowerCase()
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString()
      : encoding === 'quoted-printable'
        ? Buffer.from(
            body
              .replaceAll('=\r\n', '')
              .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16)),
              ),
            'latin1',
          ).toString()
        : body
  return `${/^subject: *(.*)$/im.exec(head)?.[1] ?? ''}\n${text}`
}
