import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { Switch } from '#ui/Switch.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.sso

/** Whether members may sign in with a password. */
export function RequireSso() {
  const settings = useQuery({ queryKey: ['workspace', 'settings'], queryFn: () => get('/api/settings') })
  const change = useAction({
    run: (require_sso: boolean) => post('/api/settings', { body: { require_sso } }),
    done: (_answer, isRequired) => (isRequired ? w.on : w.off),
    changes: ['workspace', 'identity_provider'],
  })
  return (
    <Section title={w.title} actions={<AppLink to="/settings/single-sign-on">{w.setUp}</AppLink>}>
      <Loaded query={settings}>
        {(data) => (
          <Switch
            label={w.require}
            description={w.requireHint}
            checked={data.require_sso}
            disabled={change.isPending}
            onChange={(event) => change.mutate(event.currentTarget.checked)}
          />
        )}
      </Loaded>
    </Section>
  )
}
