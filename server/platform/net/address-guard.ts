import { Resolver, lookup as systemLookup } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** An address that we may not connect to. The message says what to change. */
export class AddressRefused extends Error {}

export type Address = { address: string; family: 4 | 6 }
export type Resolve = (hostname: string) => Promise<Address[]>

export type AddressGuard = {
  /** Checks what needs no network. @throws AddressRefused */
  parse: (url: string) => URL
  /** Parses, resolves and checks every address. @returns those that may be connected to. @throws AddressRefused */
  check: (url: string) => Promise<{ url: URL; addresses: Address[] }>
  /** For node:http and node:tls: the socket goes to an address that has just been checked, never to a second answer of the resolver. */
  lookupFor: (protocol: string) => LookupFunction
}

// IANA's special-purpose registries, and what the clouds put beside them. Order decides which kind a message names.
const specialIPv4: [cidr: string, kind: string][] = [
  ['127.0.0.0/8', 'a loopback address'],
  ['10.0.0.0/8', 'a private address'],
  ['172.16.0.0/12', 'a private address'],
  ['192.168.0.0/16', 'a private address'],
  ['169.254.0.0/16', 'a link-local or cloud metadata address'],
  ['100.64.0.0/10', 'a carrier-grade NAT address'],
  ['168.63.129.16/32', 'a cloud metadata address'],
  ['0.0.0.0/8', 'an address of this host'],
  ['192.0.0.0/24', 'a reserved address'],
  ['192.0.2.0/24', 'a documentation address'],
  ['198.51.100.0/24', 'a documentation address'],
  ['203.0.113.0/24', 'a documentation address'],
  ['192.88.99.0/24', 'a 6to4 relay address'],
  ['198.18.0.0/15', 'a benchmarking address'],
  ['224.0.0.0/4', 'a multicast address'],
  ['240.0.0.0/4', 'a reserved address'],
]

const specialIPv6: [cidr: string, kind: string][] = [
  ['::1/128', 'a loopback address'],
  ['::/128', 'an address of this host'],
  ['::ffff:0:0/96', 'an IPv4 address written as IPv6'],
  ['::/96', 'an IPv4 address written as IPv6'],
  ['64:ff9b::/96', 'a NAT64 address'],
  ['64:ff9b:1::/48', 'a NAT64 address'],
  ['fe80::/10', 'a link-local address'],
  ['fec0::/10', 'a private address'],
  ['fc00::/7', 'a private address'],
  ['ff00::/8', 'a multicast address'],
  ['2001::/32', 'a Teredo address'],
  ['2001::/23', 'a reserved address'],
  ['2001:db8::/32', 'a documentation address'],
  ['3fff::/20', 'a documentation address'],
  ['2002::/16', 'a 6to4 address'],
]

const special = {
  4: specialIPv4.map(([cidr, kind]) => ({ kind, contains: networks([cidr])[4] })),
  6: specialIPv6.map(([cidr, kind]) => ({ kind, contains: networks([cidr])[6] })),
}
// Everything outside 2000::/3 is unassigned or special, so IPv6 is refused unless it is inside.
const isGlobalUnicast = networks(['2000::/3'])[6]

// RFC 6761, 6762, 8375 and ICANN's .internal: names that only mean something on a local network.
const localName = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/

/** Ports that WHATWG Fetch blocks: a request to one of them could be read as a command of another protocol. */
const portsOfOtherServices = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

/**
 * Keeps our requests away from every address outside the public internet, except those in `allowNetworks` (CIDRs,
 * set by the owner of the installation).
 * A malformed CIDR throws a RangeError that names it.
 */
export function createAddressGuard({
  allowNetworks = [],
  resolve = resolveName,
}: {
  allowNetworks?: string[]
  resolve?: Resolve
} = {}): AddressGuard {
  const allowed = networks(allowNetworks)
  const isAllowed = ({ address, family }: Address) => allowed[family](address)

  function parse(text: string) {
    const url = parseUrl(text)
    const literal = literalOf(url.hostname)
    const isOfOwner = literal ? isAllowed(literal) : allowNetworks.length > 0 && localName.test(url.hostname)
    if (!isOfOwner) refusePort(url)
    if (literal) permit(url.protocol, [literal], literal.address)
    else if (allowNetworks.length === 0) refuseName(url)
    return url
  }

  function permit(protocol: string, addresses: Address[], literal?: string) {
    // A name such as localhost answers ::1 beside 127.0.0.1: what the owner allowed is used, and nothing else of that answer.
    const permitted = addresses.filter(isAllowed)
    if (permitted.length > 0) return permitted
    for (const address of addresses) {
      const kind = specialKind(address)
      // The message omits the address behind a name: it would let a tenant read the installation's own DNS.
      if (kind)
        throw new AddressRefused(
          `The URL ${literal ? `names ${literal},` : 'resolves to'} ${kind}, which webhooks never reach. Use an address on the public internet, or ask the installation's owner to add the network to WEBHOOK_ALLOW_NETWORKS`,
        )
    }
    if (protocol !== 'https:')
      throw new AddressRefused(
        'The URL must begin with https://: plain http is only for networks in WEBHOOK_ALLOW_NETWORKS',
      )
    return addresses
  }

  async function addressesOf(protocol: string, hostname: string) {
    const literal = literalOf(hostname)
    const addresses = literal ? [literal] : (await resolve(hostname)).map(withoutZone)
    if (addresses.length === 0)
      throw new AddressRefused(`The name ${hostname} has no address. Check its spelling and its DNS records`)
    return permit(protocol, addresses, literal?.address)
  }

  return {
    parse,
    async check(text) {
      const url = parse(text)
      return { url, addresses: await addressesOf(url.protocol, url.hostname) }
    },
    lookupFor: (protocol) => (hostname, options, callback) => {
      addressesOf(protocol, hostname)
        .then((addresses) => {
          const first = addresses[0]
          if (options.all || !first) callback(null, addresses)
          else callback(null, first.address, first.family)
        })
        .catch((error: NodeJS.ErrnoException) => callback(error, []))
    },
  }
}

function parseUrl(text: string) {
  // WHATWG parsing turns every notation of IPv4 (decimal, octal, hex, short, full-width digits) into four
  // decimal parts and refuses zone ids, so that no other spelling of an address gets past the lists below.
  const url = URL.parse(text)
  if (!url)
    throw new AddressRefused(
      'The URL is not valid. Write it in full, such as https://example.com/hooks/apron',
    )
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new AddressRefused('The URL must begin with https://')
  if (url.username || url.password)
    throw new AddressRefused(
      'The URL must not carry a user name or password: they would be readable in the delivery log. Put a token into the path or rely on the signature',
    )
  // Browsers, Node and proxies read a backslash, a tab or a line break in an address in different ways.
  if (/[\\\s]/.test(text))
    throw new AddressRefused('The URL must not contain a backslash or white space. Write them as %5C and %20')
  if (url.hash) throw new AddressRefused('The URL must not end in a fragment (#…): it is never sent')
  return url
}

function refusePort({ port }: URL) {
  if (port !== '' && portsOfOtherServices.has(Number(port)))
    throw new AddressRefused(
      `Port ${port} belongs to a service that does not speak HTTP. Use another port, such as 443`,
    )
}

function refuseName(url: URL) {
  if (url.protocol !== 'https:')
    throw new AddressRefused(
      'The URL must begin with https://: plain http is only for networks in WEBHOOK_ALLOW_NETWORKS',
    )
  const name = url.hostname.replace(/\.$/, '')
  if (localName.test(name) || !name.includes('.')) {
    throw new AddressRefused(
      `The name ${name} is one of a local network, which webhooks never reach. Use a name on the public internet, or ask the installation's owner to add the network to WEBHOOK_ALLOW_NETWORKS`,
    )
  }
}

function literalOf(hostname: string): Address | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  return family === 4 || family === 6 ? { address: bare, family } : undefined
}

/** What is special about an address, in words. Undefined: it is on the public internet. */
export function specialKind({ address, family }: Address) {
  const range = special[family].find(({ contains }) => contains(address))
  if (range) return range.kind
  return family === 6 && !isGlobalUnicast(address) ? 'a reserved address' : undefined
}

// fe80::1%eth0: a BlockList does not match an address with its zone.
function withoutZone({ address, family }: Address): Address {
  return { address: address.replace(/%.*$/, ''), family }
}

// One list a family: in a list that holds ::ffff:0:0/96, Node finds every IPv4 address.
function networks(cidrs: string[]) {
  const lists = { 4: new BlockList(), 6: new BlockList() }
  for (const cidr of cidrs) {
    const [address = '', length, ...rest] = cidr.split('/')
    const family = isIP(address)
    const bits = family === 4 ? 32 : 128
    const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
    if ((family !== 4 && family !== 6) || rest.length > 0 || !(prefix <= bits))
      throw new RangeError(`${cidr} is not a network: write it as 10.0.0.0/8 or fd00::/8`)
    lists[family].addSubnet(address, prefix, `ipv${family}`)
  }
  return {
    4: (address: string) => lists[4].check(address, 'ipv4'),
    6: (address: string) => lists[6].check(address, 'ipv6'),
  }
}

const resolver = new Resolver({ timeout: 2000, tries: 2 })

// getaddrinfo holds one of four threads of the process until it answers, and a receiver's name server may take
// 10 s to do so. Names in DNS are therefore asked for asynchronously; getaddrinfo is left for the hosts file.
async function resolveName(hostname: string): Promise<Address[]> {
  if (hostname.includes('.') && !localName.test(hostname)) {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const addresses: Address[] = [
      ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 as const })) : []),
      ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 as const })) : []),
    ]
    if (addresses.length > 0) return addresses
    if (four.status === 'rejected' && four.reason.code === 'ETIMEOUT')
      throw new AddressRefused(`The name servers of ${hostname} do not answer`)
  }
  try {
    const addresses = await systemLookup(hostname, { all: true })
    return addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
  } catch {
    throw new AddressRefused(
      `The name ${hostname} cannot be resolved. Check its spelling and its DNS records`,
    )
  }
}
