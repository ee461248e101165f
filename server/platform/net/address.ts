import { BlockList, isIP } from 'node:net'

/** A network, parsed once and matched often. */
export interface Cidr {
  text: string
  contains(address: string): boolean
}

/** Parses `10.0.0.0/8` or `fd00::/8`. Null: it is no network. */
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

const loopback = [parseCidr('127.0.0.0/8'), parseCidr('::1/128')]

/** Whether an address, or the name of a host, can only be this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase()
  return (
    name === 'localhost' || name.endsWith('.localhost') || loopback.some((network) => network?.contains(host))
  )
}

/** Writes `::ffff:192.0.2.1`, in any notation, as its IPv4 address, and drops zone IDs. */
export function plainAddress(address: string): string {
  const bare = address.split('%')[0] ?? address
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (dotted) return dotted[1] ?? bare
  return /ffff/i.test(bare) && isIP(bare) === 6 ? (mappedIpv4(bare) ?? bare) : bare
}

/** The IPv4 address that an IPv6 address maps (`::ffff:0:0/96`), or null. */
export function mappedIpv4(address: string): string | null {
  const number = addressNumber(address)
  if (number === null || number >> 32n !== 0xffffn) return null
  return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.')
}

/** An address as a number of 32 or 128 bits. Null: it is no address. */
export function addressNumber(address: string): bigint | null {
  const family = isIP(address)
  if (family === 4) return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
  if (family === 0 || address.includes('%')) return null
  // The URL parser writes every notation in the same way: hexadecimal groups, with the zeros left out once.
  const written = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail = ''] = written.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const zeros = 8 - groups(head).length - groups(tail).length
  const all = written.includes('::')
    ? [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail)]
    : groups(head)
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

/**
 * The address of the client. `X-Forwarded-For` is read from the right, as long as each entry comes from a proxy that
 * the configuration names. Anyone can write what stands left of that.
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

/** The unit that a limit counts. An IPv6 host has a whole /64, so the /64 is counted. */
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
