import { Readable } from 'node:stream'
import { sql } from '../../database/database.ts'
import { type Picture, pictureNames, pictureTypes, redraw } from '../../files/image.ts'
import { withWholeUpload } from '../../files/whole-upload.ts'
import { newId } from '../../kernel/id.ts'
import { operation } from '../../kernel/operation.ts'
import { bodyTooLarge, notFound, problem } from '../../kernel/problem.ts'
import { id, Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'

const maxBytes = 5_000_000
const side = 256

const notAPicture = problem('not_a_picture', 400, {
  meaning: 'This is no picture that can be read',
  fix: `Send a ${pictureNames} file. The type is detected from the content, whatever the name says.`,
})

export const putAvatar = operation({
  id: 'putAvatar',
  method: 'PUT',
  path: '/api/user/profile/avatar',
  summary: 'Upload your picture',
  description: `Replaces your profile picture. The body is the file itself, a ${pictureNames} of at most ${maxBytes / 1_000_000} MB. It is redrawn at ${side} pixels, so no camera or location data remains.`,
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  ownFactor: true,
  audits: 'profile.updated',
  upload: { maxBytes, contentTypes: [...pictureTypes, 'application/octet-stream'] },
  response: Type.Object({ avatar_url: Type.String() }),
  async prepare({ upload, principal }) {
    const tooLarge = () =>
      bodyTooLarge(`The picture is larger than ${maxBytes / 1_000_000} MB. Make it smaller first`)
    const limits = { maxBytes, tooLarge, owner: principal?.workspace.uuid ?? 'nobody' }
    const picture = await withWholeUpload(upload, limits, (bytes) => redraw(bytes, side))
    if (!picture) throw notAPicture(`This is no ${pictureNames} that can be read. Choose another file`)
    return picture
  },
  async handle({ tx, prepared, principal, emit }) {
    const picture = prepared as Picture
    const avatarId = newId('ava')
    await tx.run(sql`
      insert into user_avatars (user_id, id, content_type, bytes)
      values (${principal.userId}, ${avatarId}, ${picture.contentType}, ${picture.bytes})
      on conflict (user_id)
        do update set id = excluded.id, content_type = excluded.content_type, bytes = excluded.bytes,
          created_at = now()`)
    emit({
      type: 'profile.updated',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
      changes: [{ field: 'avatar', before: null, after: avatarId }],
    })
    return { avatar_url: `/api/user/avatars/${avatarId}` }
  },
})

export const deleteAvatar = operation({
  id: 'deleteAvatar',
  method: 'DELETE',
  path: '/api/user/profile/avatar',
  summary: 'Delete your picture',
  description: 'Deletes your profile picture. The console shows your initials instead.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  ownFactor: true,
  audits: 'profile.updated',
  async handle({ tx, principal, emit }) {
    const gone = await tx.first(
      sql<'deletedAvatar'>`delete from user_avatars where user_id = ${principal.userId} returning id`,
    )
    emit({
      type: 'profile.updated',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
      changes: gone ? [{ field: 'avatar', before: gone.id, after: null }] : [],
    })
  },
})

export const getAvatar = operation({
  id: 'getAvatar',
  method: 'GET',
  path: '/api/user/avatars/:id',
  summary: 'Get the picture of a member',
  description: 'Returns the profile picture of a member of the workspace as a file.',
  scope: 'members:read',
  roles: 'members',
  effect: 'none',
  answers: 'file',
  fileTypes: ['image/*'],
  params: Type.Object({ id: id('ava', 'The ID of the picture.') }),
  async handle({ tx, params }) {
    const avatar = await tx.first(
      sql<'avatar'>`select content_type, bytes from user_avatars where id = ${params.id}`,
    )
    if (!avatar) throw notFound()
    return {
      filename: `avatar.${avatar.content_type.slice('image/'.length)}`,
      contentType: avatar.content_type,
      body: Readable.from([avatar.bytes]),
      // A new picture has a new address; kept by the browser alone, because not everybody may see it.
      cacheControl: 'private, max-age=86400, immutable',
    }
  },
})
