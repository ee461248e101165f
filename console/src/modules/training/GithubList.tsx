import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { github as w } from './githubStrings.ts'
import { syncStates } from './kind.ts'

type Connection = RecordOf<'github_connection'>
const path = '/settings/integrations/github'

const columns: Column<Connection>[] = [
  {
    id: 'name',
    header: w.name,
    sort: 'name',
    cell: ({ id, name }) => <AppLink to={`${path}/${id}`}>{name}</AppLink>,
    text: ({ name }) => name,
  },
  {
    id: 'repository',
    header: w.repository,
    cell: ({ repository }) => repository ?? '',
    text: ({ repository }) => repository ?? '',
  },
  { id: 'branch', header: w.branch, cell: ({ branch }) => branch ?? '', text: ({ branch }) => branch ?? '' },
  {
    id: 'status',
    header: w.status,
    cell: ({ syncStatus }) => <StateBadge of={syncStates} state={syncStatus} />,
    text: ({ syncStatus }) => labelOf('github_connection.syncStatus', syncStatus),
  },
]

interface Made {
  id: string
  webhookPath: string
  webhookSecret: string
}

/** Settings → Integrations → GitHub: the repositories that syllabi and manuals are read from. */
export default function GithubList() {
  const can = useCan()
  const go = useGo()
  const [made, setMade] = useState<Made | null>(null)
  return (
    <RecordList
      id="github"
      subject="github_connection"
      words={w}
      back={{ to: '/settings/integrations', label: w.back }}
      columns={columns}
      load={(query) => get('/api/github/connections', { query })}
      rowName={({ name }) => name}
      rowLink={({ id }) => `${path}/${id}`}
      create={
        can('createGithubConnection') && {
          dialog: (onClose) => <ConnectDialog onDone={setMade} onClose={onClose} />,
        }
      }
    >
      {made ? (
        <SecretPanel
          title={w.secretTitle}
          label={w.secretLabel}
          secret={made.webhookSecret}
          note={w.secretNote(`${location.origin}${made.webhookPath}`)}
          onClose={() => go(`${path}/${made.id}`)}
        />
      ) : null}
    </RecordList>
  )
}

function ConnectDialog({ onDone, onClose }: { onDone: (made: Made) => void; onClose: () => void }) {
  return (
    <FieldDialog
      write="POST /api/github/connections"
      title={w.create}
      submitLabel={w.submit}
      done={w.created}
      changes={['github_connection']}
      fields={[
        { name: 'name', label: w.name },
        { name: 'token', label: w.token, hint: w.tokenHint },
        { name: 'apiUrl', label: w.apiUrl, hint: w.apiUrlHint },
      ]}
      onDone={onDone}
      onClose={onClose}
    />
  )
}
