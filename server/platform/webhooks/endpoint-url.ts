import type { Services } from '../kernel/installation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { AddressRefused, createAddressGuard } from '../net/address-guard.ts'

/** The guard that every request of this installation passes. */
export function guardOf(services: Services) {
  return createAddressGuard({ allowNetworks: services.config.webhookAllowNetworks })
}

/** @throws Problem that says what is wrong with the address, at `field`. */
export async function checkUrl(services: Services, url: string, field = 'url') {
  const guard = guardOf(services)
  try {
    const { protocol, hostname } = guard.parse(url)
    // Only where networks are allowed, that is in development, a name must be resolved to be judged: whether plain
    // http may go to it depends on its address. Elsewhere no name server is asked within a transaction.
    if (protocol === 'http:' || hostname === 'localhost') await guard.check(url)
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error
    throw invalidRequest(error.message, { details: [{ field, message: error.message }] })
  }
}
