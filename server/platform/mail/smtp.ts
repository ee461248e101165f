import type { Transporter } from 'nodemailer'

/**
 * The mail server of the installation. The library that speaks with it is loaded with the first mail.
 * @param url `smtp://` or `smtps://`, with its options as parameters.
 */
export function openSmtp(url: string, from: string) {
  let opening: Promise<Transporter> | undefined
  const open = () => {
    opening ??= import('nodemailer').then(
      ({ createTransport }) => createTransport(url, { from }) as Transporter,
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
}
