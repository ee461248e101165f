import type { PasskeyAnswer } from '#api/types.ts'
import { t } from './strings.ts'

/** Why passkeys do not work at this address, or null if they do. */
export function whyNoPasskey(): string | null {
  if (!('PublicKeyCredential' in window)) return t.passkeys.unsupported
  return /^[\d.]+$|^\[/.test(location.hostname) ? t.passkeys.notHere : null
}

/** Asks the browser for a passkey. @throws Error with a sentence if the user did not use one. */
export async function askPasskey(options: object): Promise<PasskeyAnswer> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return asJson(() => startAuthentication({ optionsJSON: options as never }))
}

/** Asks the browser to create a passkey. @throws Error with a sentence if the user canceled. */
export async function makePasskey(options: object): Promise<PasskeyAnswer> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return asJson(() => startRegistration({ optionsJSON: options as never }))
}

async function asJson(ceremony: () => Promise<object>): Promise<PasskeyAnswer> {
  try {
    return (await ceremony()) as PasskeyAnswer
  } catch (cause) {
    throw new Error(t.passkeyFailed, { cause })
  }
}

/** "Chrome on Linux": a default name. */
export function deviceName(): string {
  const agent = navigator.userAgent
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : 'Browser'
  const system = /iPhone|iPad/.test(agent)
    ? 'iOS'
    : /Android/.test(agent)
      ? 'Android'
      : /Mac/.test(agent)
        ? 'macOS'
        : /Windows/.test(agent)
          ? 'Windows'
          : 'Linux'
  return `${browser} on ${system}`
}
