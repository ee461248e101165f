import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { valuesOf } from '#api/choice.ts'
import { get, put } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { NotificationPreferences, Severity } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { SeverityBadge } from '#ui/NoticeList.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useAction } from '#ui/useAction.ts'
import classes from './notifications.module.css'
import { t } from './strings.ts'

const w = t.mine
const order = valuesOf('notification_rule.severity').toReversed()

/** The user's notification preferences. */
export default function Mine() {
  const preferences = useQuery({
    queryKey: ['notification_preferences'],
    queryFn: () => get('/api/notifications/preferences'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={preferences}>{(data) => <Preferences saved={data} />}</Loaded>
    </>
  )
}

function Preferences({ saved }: { saved: NotificationPreferences }) {
  const [wanted, setWanted] = useState(saved)
  const save = useAction({
    run: () => put('/api/notifications/preferences', { body: wanted }),
    done: w.saved,
    changes: ['notification_preferences'],
  })
  const toggle = (where: 'in_app' | 'mail', severity: Severity) =>
    setWanted({
      ...wanted,
      [where]: wanted[where].includes(severity)
        ? wanted[where].filter((other) => other !== severity)
        : [...wanted[where], severity],
    })
  return (
    <form
      noValidate
      className={classes.mine}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <table className={classes.preferences}>
        <thead>
          <tr>
            <th scope="col">{w.severity}</th>
            <th scope="col">{w.inApp}</th>
            <th scope="col">{w.mail}</th>
          </tr>
        </thead>
        <tbody>
          {order.map((severity) => (
            <tr key={severity}>
              <th scope="row">
                <SeverityBadge severity={severity} />
                <div className="dim">{w.says[severity]}</div>
              </th>
              {(['in_app', 'mail'] as const).map((where) => (
                <td key={where}>
                  <Checkbox
                    aria-label={w.cell(
                      where === 'mail' ? w.mail : w.inApp,
                      labelOf('notification_rule.severity', severity),
                    )}
                    checked={wanted[where].includes(severity)}
                    disabled={where === 'in_app' && severity === 'critical'}
                    onChange={() => toggle(where, severity)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">{w.always}</p>
      <Button type="submit" loading={save.isPending}>
        {w.save}
      </Button>
    </form>
  )
}
