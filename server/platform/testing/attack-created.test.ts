import { test } from 'node:test'
import { addressOfKind } from '../http/conditional.ts'
import { isTagOf } from '../kernel/resource.ts'
import { isRefusedAlone } from './all-fixtures.ts'
import { attack, attackRequests, guarded, operations, space } from './attack.ts'
import { send } from './attack-request.ts'

const { requests } = attackRequests()

test('what was created lies at its Location, and its ETag is the one of a read', async () => {
  await attack(
    guarded.filter(({ creates, move, upload, id }) => creates && !move && !upload && !isRefusedAlone(id)),
    async (operation) => {
      const created = await send(space.owner, await requests.make(operation))
      if (created.status >= 400) return `answered ${created.status} ${created.text}`
      if (created.status !== 201 && created.status !== 202) return `answered ${created.status}`
      const kind = operation.creates
      const address = kind ? addressOfKind(kind, operations) : null
      const location = created.headers.get('location')
      if (address === null) return location === null ? null : `names ${location}, where nothing is`
      if (location !== address.replace(':id', created.data.id)) return `names the Location ${location}`
      const read = await space.owner.get(location)
      if (read.status !== 200 || read.data.id !== created.data.id)
        return `${location} answers ${read.status} ${read.text}`
      const tag = created.headers.get('etag')
      if (operation.response !== kind?.schema) return tag === null ? null : 'tags more than the record'
      if (tag === null) return 'has no ETag'
      // Some reads return more than the record. What its ETag is for, `If-Match`, works all the same.
      return isTagOf(tag, read.data) ? null : `its ETag ${tag} is none of ${read.text}`
    },
  )
})
