// The service worker of the console. It keeps the shell and the chunks of the console, and nothing of the API: a page
// opens while the server restarts, and a tab of yesterday's console finds its chunks after an update.
// The build writes it to /app/sw.js, which is one file, so this imports nothing.

/** Written by the build: the version, and every file of the console. */
declare const build: { version: string; files: string[] }

/** The part of the worker's scope that is used. The types of the browser know only pages. */
type Scope = {
  addEventListener(type: 'install' | 'activate' | 'message', listener: (event: Lifecycle) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
}
type Lifecycle = { waitUntil(work: Promise<unknown>): void; data?: unknown }
type FetchEvent = { request: Request; respondWith(response: Promise<Response>): void }

const worker = globalThis as unknown as Scope
const prefix = 'apron.console.'
const shell = '/app/'
// A server that answers later than this is treated as one that restarts, if there is a kept shell.
const patienceMs = 4_000

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()))
})
worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOld().then(() => worker.clients.claim()))
})
// The page asks for it when it has nothing else to load.
worker.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keepFiles())
})
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || !pathname.startsWith(shell)) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (pathname.startsWith(`${shell}assets/`)) event.respondWith(asset(request))
})

const openCache = () => caches.open(`${prefix}${build.version}`)

async function keepShell(): Promise<void> {
  const response = await fetch(shell, { cache: 'no-store', credentials: 'omit' })
  // While the console is being built, another page is here.
  if (!response.ok || !(await response.clone().text()).includes('id="root"'))
    throw new Error('There is no console yet')
  await (await openCache()).put(shell, response)
}

/** A few at a time, so that a slow line stays free for what the person does. */
async function keepFiles(): Promise<void> {
  const cache = await openCache()
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))
  const missing = build.files.filter((file) => !kept.has(file))
  const lane = async (): Promise<void> => {
    for (let file = missing.pop(); file; file = missing.pop()) {
      const response = await fetch(file).catch(() => null)
      // The server is gone, or has another console by now.
      if (!response?.ok) return
      await cache.put(file, response)
    }
  }
  await Promise.all(Array.from({ length: 4 }, lane))
}

/** Tabs that are still open may run the console before this one. Those before it are deleted. */
async function forgetOld(): Promise<void> {
  const current = `${prefix}${build.version}`
  const older = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== current)
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)))
}

/** The server's page. The kept shell stands in while the server, or what is in front of it, does not answer. */
async function page(request: Request): Promise<Response> {
  const kept = await (await openCache()).match(shell, { ignoreVary: true })
  if (!kept) return fetch(request)
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs))
  const response = await Promise.race([fetch(request).catch(() => null), late])
  return response && response.status < 500 ? response : kept
}

/** Its name changes with its content, so a kept file is always right. */
async function asset(request: Request): Promise<Response> {
  // The server says `vary: Origin` for the sake of the API. A file is the same for all.
  const kept = await caches.match(request, { ignoreVary: true })
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) await (await openCache()).put(request, response.clone())
  return response
}
