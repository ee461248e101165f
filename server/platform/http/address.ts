import { BlockList, isIP } from 'node:net'

/** A network, parsed once and matched often. */
export interface Cidr {
  text: string
  contains(address: string): boolean
}

/** Parses `10.0.0.0/8` or `fd00::/8`; null where it is no network. */
export function parseCidr(text: string): Cidr | null {
  const [address, bits, ...rest] = text.split('/')
  const family = isIP(address ?? '')
  const prefix = Number(bits)
  if (!address || rest.length > 0 || family === 0 || !/^\d{1,3}$/.test(bits ?? '')) return null
  if (prefix > (family === 6 ? 128 : 32)) return null
  const block = new BlockList()
  const type = family === 6 ? 'ipv6' : 'ipv4'
  block.addSubnet(address, prefix, type)
  return {
    text,
    contains: (candidate) => {
      const plain = plainAddress(candidate)
      const kind = isIP(plain)
      return kind !== 0 && block.check(plain, kind === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

/** `::ffff:192.0.2.1` is written as the IPv4 address that it is; zone ids go. */
export function plainAddress(address: string): string {
  const bare = address.split('%')[0] ?? address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  return mapped?.[1] ?? bare
}

/**
 * The address of the client: `X-Forwarded-For` is read from the right, for as long as the one who
 * says it is a proxy that the configuration names. What stands left of that anybody can write.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  proxies: readonly Cidr[],
): string {
  let address = plainAddress(peer)
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim())
  while (hops.length > 0 && proxies.some((proxy) => proxy.contains(address))) {
    const said = plainAddress((hops.pop() ?? '').replace(/^\[|\]$/g, ''))
    if (isIP(said) === 0) break
    address = said
  }
  return address
}

/** What a limit counts by: an IPv6 host commands a whole /64, so that is what is counted. */
export function addressBlock(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const groups = address.includes('::')
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')}::/64`
}
