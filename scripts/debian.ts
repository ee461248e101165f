import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

interface Program {
  name: string
  /** Where it may stand, the first one that exists is used. */
  paths: string[]
  debianPackage: string
  /** The environment variable that names another path. */
  variable: string
}

const chromium: Program = {
  name: 'Chromium',
  paths: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  debianPackage: 'chromium',
  variable: 'CHROMIUM',
}

const python: Program = {
  name: 'Python 3.11',
  paths: ['/usr/bin/python3', '/usr/local/bin/python3', '/opt/homebrew/bin/python3'],
  debianPackage: 'python3',
  variable: 'PYTHON',
}

const curl: Program = { name: 'curl', paths: ['/usr/bin/curl'], debianPackage: 'curl', variable: 'CURL' }
const wget: Program = {
  name: 'GNU wget',
  paths: ['/usr/bin/wget', '/opt/homebrew/bin/wget'],
  debianPackage: 'wget',
  variable: 'WGET',
}

const pgbouncer: Program = {
  name: 'PgBouncer',
  paths: ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'],
  debianPackage: 'pgbouncer',
  variable: 'PGBOUNCER',
}

const haproxy: Program = {
  name: 'HAProxy',
  paths: ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy', '/opt/homebrew/bin/haproxy'],
  debianPackage: 'haproxy',
  variable: 'HAPROXY',
}

const redis: Program = {
  name: 'Redis',
  paths: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
  debianPackage: 'redis-server',
  variable: 'REDIS_SERVER',
}

/** The path of Chromium, for the browser tests. See {@link ensure}. */
export const ensureChromium = () => ensure(chromium)

/** The path of Python, for the tests of the Python client. See {@link ensure}. */
export const ensurePython = () => ensure(python)

/** The paths of curl and wget, for the tests of what they send. See {@link ensure}. */
export const ensureCurl = () => ensure(curl)
export const ensureWget = () => ensure(wget)

/** The path of PgBouncer, for the test of a start behind a pooler. See {@link ensure}. */
export const ensurePgbouncer = () => ensure(pgbouncer)

/** The paths of HAProxy and of a Redis server, for the test of several nodes. See {@link ensure}. */
export const ensureHaproxy = () => ensure(haproxy)
export const ensureRedis = () => ensure(redis)

/** The path of a program. As root on Debian, it installs the package if missing. @throws with how to install it. */
function ensure({ name, paths, debianPackage, variable }: Program): string {
  const standing = () =>
    [process.env[variable] ?? '', ...paths].find((path) => path !== '' && existsSync(path))
  const path = standing()
  if (path) return path
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`${name} is missing; installing the Debian package ${debianPackage} for the tests`)
    // Several test files may miss something at once, and apt-get refuses a second one instead of waiting.
    const install = 'apt-get update -q && apt-get install -y -q --no-install-recommends "$0"'
    execFileSync('flock', ['/tmp/apron-apt-get.lock', 'sh', '-c', install, debianPackage], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const installed = standing()
    if (installed) return installed
  }
  throw new Error(
    `These tests need ${name}. Install it (Debian: apt-get install ${debianPackage}), or set ${variable} to its path`,
  )
}
