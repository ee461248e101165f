// The service worker keeps the shell and the chunks, so that pages open while the server restarts. It is registered by
// those who are signed in only: the browser of an anonymous reporter keeps nothing of this site.
// In development the chunks change with each keystroke. It is on there only with VITE_SERVICE_WORKER=1.

const isWanted = import.meta.env.PROD || import.meta.env.VITE_SERVICE_WORKER === '1'

const container = (): ServiceWorkerContainer | null =>
  // Browsers have none on a page without https, except on this machine.
  isWanted && 'serviceWorker' in navigator ? navigator.serviceWorker : null

/** Keeps the console on this device. What it still lacks is fetched when the page has come to rest. */
export async function keepConsole(): Promise<void> {
  const workers = container()
  if (!workers) return
  await workers.register('/app/sw.js', { scope: '/app/' })
  const { active } = await workers.ready
  const isThrifty = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true
  if (!isThrifty) active?.postMessage('keep')
}

/** At sign-out: neither the worker nor what it keeps stays on a shared device. */
export async function forgetConsole(): Promise<void> {
  const registrations = (await container()?.getRegistrations()) ?? []
  await Promise.all(registrations.map((registration) => registration.unregister()))
  if (!('caches' in globalThis)) return
  const names = (await caches.keys()).filter((name) => name.startsWith('apron.console.'))
  await Promise.all(names.map((name) => caches.delete(name)))
}
