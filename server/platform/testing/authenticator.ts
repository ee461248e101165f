import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** An authenticator in software: makes passkeys and signs with them as a device does, or as an attacker would like to. */
export interface Authenticator {
  register(options: Options, twist?: Twist): object
  assert(options: Options, twist?: Twist): object
}

interface Options {
  challenge: string
  rp?: { id?: string }
  rpId?: string
  user?: { id: string }
}

interface Twist {
  origin?: string
  /** Of this device's answer, in place of what it counts itself. */
  signatures?: number
  isVerified?: boolean
  rpId?: string
}

export function authenticator(origin: string): Authenticator {
  const credentialId = randomBytes(32)
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let userHandle = ''
  let signatures = 0

  const clientData = (type: string, options: Options, twist: Twist) =>
    Buffer.from(JSON.stringify({ type, challenge: options.challenge, origin: twist.origin ?? origin }))
  const authenticatorData = (options: Options, twist: Twist, attested = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(twist.signatures ?? ++signatures)
    const flags = 0x01 | (twist.isVerified === false ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0)
    return Buffer.concat([
      createHash('sha256')
        .update(twist.rpId ?? options.rp?.id ?? options.rpId ?? new URL(origin).hostname)
        .digest(),
      Buffer.from([flags]),
      count,
      attested,
    ])
  }
  return {
    register(options, twist = {}) {
      userHandle = options.user?.id ?? ''
      const attested = Buffer.concat([
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        coseKey(publicKey),
      ])
      const data = authenticatorData(options, twist, attested)
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        Buffer.from([0x59, data.length >> 8, data.length & 0xff]),
        data,
      ])
      return {
        id: credentialId.toString('base64url'),
        rawId: credentialId.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options, twist).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    assert(options, twist = {}) {
      const client = clientData('webauthn.get', options, twist)
      const data = authenticatorData(options, twist)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return {
        id: credentialId.toString('base64url'),
        rawId: credentialId.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
          userHandle,
        },
      }
    },
  }
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])
}

// COSE (RFC 9053): an EC2 key on P-256 for ES256.
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const coordinate = (label: number, value: string) =>
    Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, 'base64url')])
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
    coordinate(0x21, x),
    coordinate(0x22, y),
  ])
}
