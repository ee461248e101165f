import { BlockList, isIP } from 'node:net'
import type { Config } from '#server/config.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { problem } from '../kernel/problem.ts'

const addressUnknown = problem('address_unknown', 409, {
  meaning: 'This installation does not know the address under which people reach it, so it mails no links',
  fix: 'Its operator has to set PUBLIC_URL to that address.',
})

const near = new BlockList()
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const)
  near.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  near.addSubnet(network, bits, 'ipv6')

/** Whether a name or an address can only be that of a machine nearby. */
function isNear(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  if (family !== 0) return near.check(bare, family === 4 ? 'ipv4' : 'ipv6')
  return !bare.includes('.') || /\.(localhost|local|lan|internal|home\.arpa|test)$/.test(bare)
}

/**
 * Where a mailed link leads that somebody asked for who is not signed in. Without PUBLIC_URL the request's
 * own Host header is the only source, and its sender could write a foreign address there: the mail
 * would then hand a good link over to them. So only names are believed that lead to a machine nearby.
 */
export function linkOrigin({ origin }: RequestInfo, { publicUrl }: Config): string | null {
  return publicUrl || isNear(new URL(origin).hostname) ? origin : null
}

export function requireLinkOrigin(request: RequestInfo, config: Config): string {
  const origin = linkOrigin(request, config)
  if (origin === null)
    throw addressUnknown(
      'This installation does not know its public address, so it cannot mail a link. Ask its operator to set PUBLIC_URL',
    )
  return origin
}
