import type { MouseEvent } from 'react'
import { get } from '#api/client.ts'
import { confirmIdentity } from '#api/identity.ts'
import { showRefusal } from './useAction.ts'

/**
 * The click on a link to a file that only leaves after re-authentication. The browser fetches such a file by itself,
 * so the question has to come first; otherwise the download would fail without a word.
 */
export function onProvenDownload(event: MouseEvent<HTMLAnchorElement>) {
  event.preventDefault()
  const { href, download } = event.currentTarget
  isProven().then(
    (isConfirmed) => isConfirmed && save(href, download),
    (error) => showRefusal(error),
  )
}

async function isProven(): Promise<boolean> {
  const { is_fresh } = await get('/api/user/reauthenticate')
  return is_fresh || confirmIdentity()
}

function save(href: string, download: string) {
  const link = document.createElement('a')
  link.href = href
  link.download = download
  link.click()
}
