import { Button, FileButton } from '@mantine/core'
import { put, remove } from '#api/client.ts'
import type { Profile } from '#api/types.ts'
import { IconUser } from '#ui/icons.ts'
import { pictureTypes } from '#ui/pictureTypes.ts'
import { Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import classes from './account.module.css'
import { t } from './strings.ts'

const w = t.picture

export function Picture({ profile }: { profile: Profile }) {
  const upload = useAction({
    run: (file: File) =>
      put('/api/user/profile/avatar', {
        body: file,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    done: w.saved,
    changes: ['user'],
  })
  const removal = useAction({
    run: () => remove('/api/user/profile/avatar'),
    done: w.removed,
    changes: ['user'],
  })
  return (
    <Section title={w.title}>
      <div className={classes.picture}>
        {profile.avatar_url ? (
          <img
            className={classes.avatar}
            src={profile.avatar_url}
            alt={w.of(profile.display_name)}
            width={72}
            height={72}
          />
        ) : (
          <div className={classes.avatar} role="img" aria-label={w.none}>
            <IconUser size={28} stroke={1.4} aria-hidden />
          </div>
        )}
        <div className={classes.buttons}>
          <FileButton
            accept={pictureTypes}
            inputProps={{ 'aria-label': w.field }}
            onChange={(file) => file && upload.mutate(file)}
          >
            {(props) => (
              <Button variant="default" loading={upload.isPending} {...props}>
                {profile.avatar_url ? w.replace : w.choose}
              </Button>
            )}
          </FileButton>
          {profile.avatar_url ? (
            <Button variant="subtle" color="red" loading={removal.isPending} onClick={() => removal.mutate()}>
              {w.remove}
            </Button>
          ) : null}
        </div>
      </div>
      <p className="dim">{w.hint}</p>
    </Section>
  )
}
