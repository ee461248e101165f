import { createHash } from 'node:crypto'

/** For what is no page: if a browser shows it all the same, nothing in it may run or load. */
export const dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** For a page whose scripts are files of this server. `hashes` name inline scripts that may run. */
export function pagePolicy(hashes: readonly string[] = []): string {
  const scripts = ["'self'", ...hashes.map((hash) => `'sha256-${hash}'`)].join(' ')
  return (
    `default-src 'self'; script-src ${scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; ` +
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; " +
    "frame-ancestors 'none'"
  )
}

/** The policy of a page that the server wrote: exactly the inline scripts that it has may run. */
export function policyFor(html: string): string {
  const inline = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi)
  return pagePolicy(
    [...inline].map(([, script = '']) => createHash('sha256').update(script).digest('base64')),
  )
}
