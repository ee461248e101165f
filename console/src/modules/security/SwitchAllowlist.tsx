import { useQuery } from '@tanstack/react-query'
import { post } from '#api/client.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useAction } from '#ui/useAction.ts'
import classes from './security.module.css'
import { t } from './strings.ts'

const w = t.allowlist
const minutes = 5
const tryOut = () =>
  post('/api/settings/ip-whitelist/toggle', { body: { enabled: true }, query: { dry_run: true } })
type Affected = NonNullable<Awaited<ReturnType<typeof tryOut>>['would_refuse']>

/** Shows who would be refused, then turns the list on. */
export function SwitchOn({ onClose }: { onClose: () => void }) {
  const trial = useQuery({ queryKey: ['ip_allowlist', 'dry-run'], queryFn: tryOut, gcTime: 0, staleTime: 0 })
  const action = useAction({
    run: () => post('/api/settings/ip-whitelist/toggle', { body: { enabled: true } }),
    done: w.onDone,
    changes: ['ip_allowlist'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.onTitle}
      confirm={w.onConfirm}
      onConfirm={() => action.mutateAsync()}
      onClose={onClose}
    >
      <p>{w.onText(minutes)}</p>
      {trial.isPending ? <p className="dim">{w.checking}</p> : null}
      {trial.isError && !action.isError ? <Notice tone="red">{trial.error.message}</Notice> : null}
      {trial.data?.would_refuse ? <WouldRefuse affected={trial.data.would_refuse} /> : null}
    </ConfirmDialog>
  )
}

const shown = 5

function WouldRefuse({ affected }: { affected: Affected }) {
  const {
    api_keys: keys,
    people,
    api_key_total: keyTotal,
    people_total: peopleTotal,
    people_unknown,
  } = affected
  const unknown = people_unknown > 0 ? <p className="dim">{w.unknown(people_unknown)}</p> : null
  if (keyTotal === 0 && peopleTotal === 0)
    return (
      <Notice tone="green">
        {w.nobody} {unknown}
      </Notice>
    )
  return (
    <Notice tone="amber" title={w.would}>
      {keyTotal > 0 ? (
        <>
          <h3>{w.keys(keyTotal)}</h3>
          <ul className={classes.affected}>
            {keys.slice(0, shown).map((key) => (
              <li key={`${key.id} ${key.address} ${key.user_agent}`}>
                {w.keyFrom(key.name, key.address)}, {w.requests(key.requests)}
              </li>
            ))}
            {keyTotal > shown ? <li>{w.more(keyTotal - shown)}</li> : null}
          </ul>
        </>
      ) : null}
      {peopleTotal > 0 ? (
        <>
          <h3>{w.people(peopleTotal)}</h3>
          <ul className={classes.affected}>
            {people.slice(0, shown).map((person) => (
              <li key={`${person.id} ${person.signed_in_from}`}>
                {w.personFrom(person.name, person.signed_in_from)}
              </li>
            ))}
            {peopleTotal > shown ? <li>{w.more(peopleTotal - shown)}</li> : null}
          </ul>
        </>
      ) : null}
      {unknown}
      <p className="dim">{w.basis}</p>
    </Notice>
  )
}

export function SwitchOff({ onClose }: { onClose: () => void }) {
  const action = useAction({
    run: () => post('/api/settings/ip-whitelist/toggle', { body: { enabled: false } }),
    done: w.offDone,
    changes: ['ip_allowlist'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.offTitle}
      confirm={w.offConfirm}
      isDangerous
      onConfirm={() => action.mutateAsync()}
      onClose={onClose}
    >
      <p>{w.offText}</p>
    </ConfirmDialog>
  )
}
