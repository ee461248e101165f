import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig } from './config.ts'

test('without settings everything has a value that works on one machine', () => {
  const config = readConfig({
    PATH: '/bin',
    HOME: '/home/x',
    LANG: 'C',
    HOSTNAME: 'x',
    SPORT: 'x',
    PGPORT: '1',
  })
  assert.deepEqual(
    [config.port, config.host, config.keyPrefix, config.databaseUrl, config.corsOrigins, config.limits],
    [
      8080,
      '127.0.0.1',
      'ap_live_',
      null,
      [],
      {
        auth: { max: 20, windowMs: 60_000 },
        signup: { max: 10, windowMs: 3_600_000 },
        anonymous: { max: 10, windowMs: 60_000 },
        costly: { max: 120, windowMs: 60_000 },
        default: { max: 300, windowMs: 60_000 },
      },
    ],
  )
})

test('a setting that is unknown or wrong is named, with what it should look like', () => {
  const wrong: [name: string, value: string, says: RegExp][] = [
    ['RATE_LIMIT_LOGIN', '20/1m', /RATE_LIMIT_LOGIN is unknown\. Known settings: PORT, /],
    ['RATE_LIMIT_AUHT', '20/1m', /RATE_LIMIT_AUTH was probably meant/],
    ['APRON_PORT', '1', /is unknown/],
    ['WEBHOOK_ALLOW', '::1', /is unknown/],
    ['PORT', 'eighty', /PORT is "eighty"\. Write a number/],
    ['PORT', '65536', /to 65535/],
    ['PORT', '0x50', /PORT/],
    ['PORT', '8080.0', /PORT/],
    ['DATABASE_URI', 'postgres://x', /DATABASE_URI is unknown\. DATABASE_URL was probably meant/],
    ['DATADIR', '/x', /DATA_DIR was probably meant/],
    ['PUBLIC_URLS', 'https://x.org', /PUBLIC_URL was probably meant/],
    ['SMPT_URL', 'smtp://x', /SMTP_URL was probably meant/],
    ['PORT', '-1', /PORT/],
    ['RATE_LIMIT_AUTH', '20', /such as 20\/1m/],
    ['RATE_LIMIT_DEFAULT', '0/1m', /RATE_LIMIT_DEFAULT/],
    ['RATE_LIMIT_SIGNUP', '1/0h', /RATE_LIMIT_SIGNUP/],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL is no address of the form postgres:\/\//],
    ['PUBLIC_URL', 'ops.example.org', /PUBLIC_URL/],
    ['CORS_ORIGINS', 'https://a.org/path', /CORS_ORIGINS/],
    ['CORS_ORIGINS', '*', /CORS_ORIGINS/],
    ['CORS_ORIGINS', 'https://*', /CORS_ORIGINS/],
    ['TRUSTED_PROXIES', '10.0.0.0/33', /TRUSTED_PROXIES/],
    ['TRUSTED_PROXIES', 'proxy.local', /such as 10\.0\.0\.0\/8/],
    ['KEY_PREFIX', 'Ap_', /KEY_PREFIX/],
    ['KEY_PREFIX', 'ap', /KEY_PREFIX/],
    ['SECRET_KEY', 'short', /at least 32/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL/],
    ['SMTP_URL', 'mail.example.org', /SMTP_URL/],
    ['REDIS_URL', 'http://x', /REDIS_URL/],
    ['WEBHOOK_ALLOW_NETWORKS', '127.0.0.1/8,x', /WEBHOOK_ALLOW_NETWORKS holds "x"/],
  ]
  for (const [name, value, says] of wrong) {
    assert.throws(
      () => readConfig({ [name]: value }),
      (error) => error instanceof ConfigError && says.test(error.message),
      `${name}=${value}`,
    )
  }
})

test('a setting that may hold a password is not repeated', () => {
  for (const name of ['DATABASE_URL', 'SMTP_URL', 'REDIS_URL']) {
    assert.throws(
      () => readConfig({ [name]: 'ftp://user:hunter2@host' }),
      (error) => error instanceof ConfigError && !error.message.includes('hunter2'),
    )
  }
})

test('a limit can be switched off, and lists take commas and spaces', () => {
  const config = readConfig({
    RATE_LIMIT_AUTH: 'off',
    CORS_ORIGINS: ' https://A.example.org , http://localhost:5173,',
    TRUSTED_PROXIES: '10.0.0.0/8, ::1, 192.0.2.1',
    PUBLIC_URL: 'https://ops.example.org/',
    PORT: '0',
  })
  assert.equal(config.limits.auth, null)
  assert.deepEqual(config.corsOrigins, ['https://a.example.org', 'http://localhost:5173'])
  assert.deepEqual(
    config.trustedProxies.map((cidr) => cidr.text),
    ['10.0.0.0/8', '::1/128', '192.0.2.1/32'],
  )
  assert.equal(config.publicUrl, 'https://ops.example.org')
})
