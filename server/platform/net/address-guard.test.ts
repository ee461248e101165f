import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, AddressRefused, createAddressGuard, specialKind } from './address-guard.ts'

const refused: [url: string, says: RegExp][] = [
  ['https://127.0.0.1/', /127\.0\.0\.1, a loopback address/],
  ['https://127.1/', /loopback/],
  ['https://2130706433/', /loopback/],
  ['https://0x7f000001/', /loopback/],
  ['https://0x7f.1/', /loopback/],
  ['https://0177.0.0.1/', /loopback/],
  ['https://017700000001/', /loopback/],
  ['https://127.0.0.1./', /loopback/],
  ['https://①②⑦.0.0.1/', /loopback/],
  ['https://%31%32%37.0.0.1/', /loopback/],
  ['https://10.1.2.3/', /private/],
  ['https://172.16.0.1/', /private/],
  ['https://172.31.255.255/', /private/],
  ['https://192.168.1.1:8443/x', /private/],
  ['https://169.254.169.254/latest/meta-data/', /metadata/],
  ['https://0xa9fea9fe/', /metadata/],
  ['https://168.63.129.16/', /metadata/],
  ['https://100.64.0.1/', /carrier-grade/],
  ['https://100.100.100.200/', /carrier-grade/],
  ['https://0/', /this host/],
  ['https://0.0.0.0/', /this host/],
  ['https://192.0.0.192/', /reserved/],
  ['https://192.0.2.1/', /documentation/],
  ['https://198.51.100.7/', /documentation/],
  ['https://203.0.113.7/', /documentation/],
  ['https://192.88.99.1/', /6to4/],
  ['https://198.19.0.1/', /benchmarking/],
  ['https://224.0.0.1/', /multicast/],
  ['https://255.255.255.255/', /reserved/],
  ['https://example.com\\@10.0.0.1/', /backslash/],
  ['https://exam\tple.com/', /white space/],
  ['https://example.com:22/', /Port 22 belongs/],
  ['https://example.com:6000/', /Port 6000 belongs/],
  ['https://[::1]/', /loopback/],
  ['https://[0:0:0:0:0:0:0:1]/', /loopback/],
  ['https://[::]/', /this host/],
  ['https://[::ffff:127.0.0.1]/', /written as IPv6/],
  ['https://[::ffff:7f00:1]/', /written as IPv6/],
  ['https://[::127.0.0.1]/', /written as IPv6/],
  ['https://[::ffff:8.8.8.8]/', /written as IPv6/],
  ['https://[64:ff9b::7f00:1]/', /NAT64/],
  ['https://[64:ff9b:1::1]/', /NAT64/],
  ['https://[2002:7f00:1::]/', /6to4/],
  ['https://[2001::1]/', /Teredo/],
  ['https://[2001:db8::1]/', /documentation/],
  ['https://[3fff::1]/', /documentation/],
  ['https://[fe80::1]/', /link-local/],
  ['https://[fec0::1]/', /private/],
  ['https://[fd00:ec2::254]/', /private/],
  ['https://[fc00::1]/', /private/],
  ['https://[ff02::1]/', /multicast/],
  ['https://[5f00::1]/', /reserved/],
  ['https://[fe80::1%25eth0]/', /not valid/],
  ['https://localhost/', /local network/],
  ['https://LOCALHOST./', /local network/],
  ['https://app.localhost/', /local network/],
  ['https://metadata.google.internal/', /local network/],
  ['https://printer.local/', /local network/],
  ['https://postgres/', /local network/],
  ['http://example.com/', /https/],
  ['http://8.8.8.8/', /https/],
  ['ftp://example.com/', /https/],
  ['file:///etc/passwd', /https/],
  ['gopher://example.com/', /https/],
  ['https://user:pass@example.com/', /user name or password/],
  ['https://user@example.com/', /user name or password/],
  ['https://example.com@127.0.0.1/', /user name or password/],
  ['https://example.com/#secret', /fragment/],
  ['example.com/hook', /not valid/],
  ['https://', /not valid/],
  ['https://999.1.1.1/', /not valid/],
]

for (const [url, says] of refused) {
  test(`${url} is refused, and the sentence says why`, () => {
    const guard = createAddressGuard()
    assert.throws(
      () => guard.parse(url),
      (error) => error instanceof AddressRefused && says.test(error.message),
    )
  })
}

for (const url of [
  'https://example.com/hooks?x=1',
  'https://8.8.8.8/',
  'https://[2606:4700::1111]/',
  'https://example.com:8443/',
  'https://bücher.example/',
]) {
  test(`${url} may be an endpoint`, () => {
    assert.doesNotThrow(() => createAddressGuard().parse(url))
  })
}

const answers =
  (...addresses: string[]) =>
  async (): Promise<Address[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

test('a name is judged by every address that it resolves to', async () => {
  const guard = createAddressGuard({ resolve: answers('93.184.215.14', '10.0.0.7') })
  await assert.rejects(
    guard.check('https://mixed.example.com/'),
    (error) =>
      error instanceof AddressRefused && /private/.test(error.message) && !error.message.includes('10.0.0.7'),
  )
})

test('an address with a zone is judged without it', async () => {
  const guard = createAddressGuard({ resolve: answers('fe80::1%eth0') })
  await assert.rejects(guard.check('https://zone.example.com/'), /link-local/)
})

test('a name without an address is refused', async () => {
  await assert.rejects(
    createAddressGuard({ resolve: answers() }).check('https://nothing.example.com/'),
    /no address/,
  )
})

test('the socket gets the addresses that were checked, so a second answer of the resolver changes nothing', async () => {
  const turns = [['93.184.215.14'], ['127.0.0.1']]
  const guard = createAddressGuard({ resolve: () => answers(...(turns.shift() ?? []))() })
  const look = () =>
    new Promise((resolve, reject) =>
      guard.lookupFor('https:')('rebind.example.com', { all: true }, (error, found) =>
        error ? reject(error) : resolve(found),
      ),
    )
  assert.deepEqual(await look(), [{ address: '93.184.215.14', family: 4 }])
  await assert.rejects(look(), AddressRefused)
})

test('an allowed network is reached, over plain http too, and nothing beside it', async () => {
  const guard = createAddressGuard({
    allowNetworks: ['127.0.0.0/8', 'fd00:1::/32'],
    resolve: answers('::1', '127.0.0.1'),
  })
  assert.doesNotThrow(() => guard.parse('http://127.0.0.1:3000/'))
  assert.doesNotThrow(() => guard.parse('http://[fd00:1::5]/'))
  assert.throws(() => guard.parse('http://10.0.0.1/'), /private/)
  assert.throws(() => guard.parse('http://[::1]/'), /loopback/)
  assert.deepEqual((await guard.check('http://localhost:3000/')).addresses, [
    { address: '127.0.0.1', family: 4 },
  ])
})

test('an allowed network is reached at every port', () => {
  const guard = createAddressGuard({ allowNetworks: ['127.0.0.0/8'] })
  assert.equal(guard.parse('http://127.0.0.1:9/hook').port, '9')
  assert.equal(guard.parse('http://localhost:9/hook').port, '9')
  assert.throws(() => guard.parse('https://example.com:9/hook'), /Port 9 belongs/)
})

test('with networks allowed, a public name over plain http is still refused', async () => {
  const guard = createAddressGuard({ allowNetworks: ['127.0.0.0/8'], resolve: answers('93.184.215.14') })
  await assert.rejects(guard.check('http://example.com/'), /https/)
})

for (const cidr of ['300.0.0.0/8', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'localhost', '::1/129']) {
  test(`the network ${cidr} is refused by name`, () => {
    assert.throws(
      () => createAddressGuard({ allowNetworks: [cidr] }),
      (error) => error instanceof RangeError && error.message.includes(cidr),
    )
  })
}

test('public addresses are not special', () => {
  for (const address of ['1.1.1.1', '93.184.215.14', '172.32.0.1', '100.128.0.1', '198.20.0.1'])
    assert.equal(specialKind({ address, family: 4 }), undefined)
  for (const address of ['2606:4700::1111', '2a00:1450::1', '2001:4860:4860::8888'])
    assert.equal(specialKind({ address, family: 6 }), undefined)
})
