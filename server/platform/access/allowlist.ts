import { BlockList, isIP } from 'node:net'
import { sql, type Tx } from '../database/database.ts'
import { type Problem, problem } from '../kernel/problem.ts'
import { plainAddress } from '../net/address.ts'

const addressNotAllowed = problem('address_not_allowed', 403, {
  meaning: 'This workspace may not be reached from this address',
  fix: 'Use a network that its IP allowlist names. An admin who is inside one can add yours, under Settings → Security; the administrator of the server can switch the list off: `npm run apron -- allowlist-off SLUG`.',
})

/** One list for each family: Node lets a network such as `::/0` contain IPv4 addresses too. */
interface Compiled {
  ipv4: BlockList
  ipv6: BlockList
}

/** Few workspaces have a list, and a list is judged at every request: it is compiled once for its text. */
const compiled = new Map<string, Compiled>()
const compiledMost = 1_000

/** Whether the networks contain the address. IPv4 that is written as IPv6 counts as IPv4. */
export function contains(networks: readonly string[], address: string): boolean {
  const plain = plainAddress(address)
  const family = familyOf(plain)
  return family !== null && compile(networks)[family].check(plain, family)
}

/** Refuses a caller outside of the list that is in force; null is no list. */
export function refuseOutside(
  { name, allowlist }: { name: string; allowlist: readonly string[] | null },
  address: string,
): void {
  if (allowlist !== null && !contains(allowlist, address)) throw outside({ name }, address)
}

export function outside({ name }: { name: string }, address: string): Problem {
  return addressNotAllowed(
    `${name} may only be reached from the networks of its IP allowlist, and ${plainAddress(address)} is in none of them`,
  )
}

function compile(networks: readonly string[]): Compiled {
  const key = networks.join(' ')
  const known = compiled.get(key)
  if (known) return known
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    const family = familyOf(address)
    if (family !== null) lists[family].addSubnet(address, Number(bits), family)
  }
  const oldest = compiled.keys().next()
  if (compiled.size >= compiledMost && !oldest.done) compiled.delete(oldest.value)
  compiled.set(key, lists)
  return lists
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const family = isIP(address)
  return family === 4 ? 'ipv4' : family === 6 ? 'ipv6' : null
}

/** The same for somebody who signs in, before there is a session to judge. */
export async function refuseSignInFromOutside(tx: Tx, workspaceUuid: string, address: string): Promise<void> {
  const workspace = await tx.one(sql<'allowlistOfWorkspace'>`
    select name, apron.allowlist_now(allowlist, allowlist_until) as allowlist
      from workspaces where workspace_id = ${workspaceUuid}`)
  refuseOutside(workspace, address)
}
