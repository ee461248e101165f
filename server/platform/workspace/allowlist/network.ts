import { isIP } from 'node:net'
import { invalidRequest } from '../../kernel/problem.ts'
import { addressNumber, mappedIpv4 } from '../../net/address.ts'

/** Reads a network as a person writes it. @throws Problem `invalid_request` that says what to write instead. */
export function readNetwork(text: string): string {
  const written = text.trim()
  const [address = '', bits, ...rest] = written.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || rest.length > 0)
    throw wrong(`"${written}" is no network. Write one such as 203.0.113.0/24 or 2001:db8::/32`)
  const size = family === 6 ? 128 : 32
  const mapped = family === 6 ? mappedIpv4(address) : null
  if (mapped !== null) {
    const rest4 = Number(bits ?? 128) - 96
    throw wrong(
      `${address} is an IPv4 address written as IPv6 (IPv4-mapped), and requests from it count as IPv4. Write ${mapped}/${rest4 >= 0 && rest4 <= 32 ? rest4 : 32}`,
    )
  }
  if (bits === undefined) throw wrong(`${address} is a single address. Write ${address}/${size} for it alone`)
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > size)
    throw wrong(
      `"/${bits}" is no length of an IPv${family} network. Write a number from 0 to ${size} behind the slash`,
    )
  const network = networkOf(address, Number(bits), size)
  if (network !== null)
    throw wrong(
      `${address}/${bits} has host bits set: the address lies inside the network. Write ${network}/${bits} for the network, or ${address}/${size} for this one address`,
    )
  return `${address}/${Number(bits)}`
}

/** The address that the network begins with, where this is another; else null. */
function networkOf(address: string, bits: number, size: number): string | null {
  const number = addressNumber(address) ?? 0n
  const hostBits = BigInt(size - bits)
  const first = (number >> hostBits) << hostBits
  return first === number ? null : writtenAddress(first, size)
}

function writtenAddress(number: bigint, size: number): string {
  if (size === 32) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.')
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((number >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
  )
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

function wrong(message: string) {
  return invalidRequest(message, { details: [{ field: 'cidr', message }] })
}
