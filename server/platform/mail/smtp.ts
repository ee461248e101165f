import type { Transporter } from 'nodemailer'
import type { MailFile } from './mail.ts'

const timeouts = ['connectionTimeout', 'greetingTimeout', 'socketTimeout', 'dnsTimeout']

/**
 * The mail server of the installation. The library that speaks with it is loaded with the first mail.
 * @param address `smtp://` or `smtps://`, with its options as parameters.
 * @param timeoutMs how long the server may be silent, where the parameters do not say otherwise.
 */
export function openSmtp(address: string, from: string, timeoutMs: number) {
  const url = new URL(address)
  for (const name of timeouts) if (!url.searchParams.has(name)) url.searchParams.set(name, String(timeoutMs))
  let opening: Promise<Transporter> | undefined
  const open = () => {
    opening ??= import('nodemailer').then(
      ({ createTransport }) => createTransport(url.toString(), { from }) as Transporter,
    )
    return opening
  }
  return {
    /** @throws what the mail server or the connection to it said. */
    send: async (mail: Mail): Promise<Sent> => (await open()).sendMail(mail),
    close: () => void opening?.then((transporter) => transporter.close()),
  }
}

interface Sent {
  response?: string
  /** Those of the recipients whom the server did not want. */
  rejected?: readonly unknown[]
}

interface Mail {
  to: string | string[]
  subject: string
  text: string
  messageId?: string
  attachments?: MailFile[]
  /** Cuts the connection off once it is aborted. */
  signal?: AbortSignal
}
