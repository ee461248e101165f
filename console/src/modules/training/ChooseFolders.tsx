import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, patch } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { Form } from '#ui/form/Form.tsx'
import { FormDrawer } from '#ui/form/FormDrawer.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { github as w } from './githubStrings.ts'

type Connection = RecordOf<'github_connection'>
type Place = { connectionId: string; repository: string; branch: string }

/** Chooses repository, branch and folders from what GitHub lists. */
export function ChooseFolders({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  return (
    <FormDrawer title={w.chooseTitle} onClose={onClose}>
      <FolderForm connection={connection} onClose={onClose} />
    </FormDrawer>
  )
}

function FolderForm({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const connectionId = connection.id
  const record = useRecordForm({
    initial: {
      repository: connection.repository ?? '',
      branch: connection.branch ?? '',
      syllabusFolder: connection.syllabusFolder ?? '',
      manualFolder: connection.manualFolder ?? '',
    },
    send: ({ repository, branch, syllabusFolder, manualFolder }) =>
      patch('/api/github/connections/{id}', {
        path: { id: connectionId },
        body: {
          repository: repository || null,
          branch: branch || null,
          syllabusFolder: syllabusFolder || null,
          manualFolder: manualFolder || null,
        },
        version: connection.version,
      }),
    done: w.saved,
    changes: ['github_connection'],
    onDone: onClose,
  })
  const { form } = record
  const { repository, branch } = form.values
  const place = { connectionId, repository, branch }
  const moveTo = (values: Partial<typeof form.values>) =>
    form.setValues({ syllabusFolder: '', manualFolder: '', ...values })
  return (
    <Form record={record} submitLabel={w.save} onCancel={onClose}>
      <RepositoryField
        connectionId={connectionId}
        value={repository}
        onChange={(name, defaultBranch) => moveTo({ repository: name, branch: defaultBranch })}
      />
      {repository ? (
        <BranchField place={place} value={branch} onChange={(name) => moveTo({ branch: name })} />
      ) : null}
      {repository && branch ? (
        <>
          <FolderField
            label={w.syllabusFolder}
            hint={w.syllabusHint}
            place={place}
            {...form.getInputProps('syllabusFolder')}
          />
          <FolderField
            label={w.manualFolder}
            hint={w.manualHint}
            place={place}
            {...form.getInputProps('manualFolder')}
          />
        </>
      ) : null}
    </Form>
  )
}

function RepositoryField({
  connectionId,
  value,
  onChange,
}: {
  connectionId: string
  value: string
  onChange: (name: string, defaultBranch: string) => void
}) {
  const [search, setSearch] = useState('')
  const sought = search === value ? '' : search
  const repositories = useQuery({
    queryKey: ['github_repos', connectionId, sought],
    queryFn: () =>
      get('/api/github/repos', {
        query: { connection_id: connectionId, page_size: 100, ...(sought ? { search: sought } : {}) },
      }),
    placeholderData: (before) => before,
  })
  const items = repositories.data?.items ?? []
  const names = items.map(({ name }) => name)
  return (
    <>
      {repositories.error ? <Notice tone="red">{repositories.error.message}</Notice> : null}
      <Select
        label={w.repository}
        placeholder={repositories.isPending ? w.loading : w.search}
        searchable
        data={value && !names.includes(value) ? [value, ...names] : names}
        value={value || null}
        searchValue={search}
        onSearchChange={setSearch}
        onChange={(name) =>
          name && onChange(name, items.find((item) => item.name === name)?.defaultBranch ?? 'main')
        }
      />
    </>
  )
}

function BranchField({
  place: { connectionId, repository },
  value,
  onChange,
}: {
  place: Place
  value: string
  onChange: (name: string) => void
}) {
  const branches = useQuery({
    queryKey: ['github_branches', connectionId, repository],
    queryFn: () =>
      get('/api/github/branches', { query: { connection_id: connectionId, repository, page_size: 100 } }),
  })
  const names = branches.data?.items.map(({ name }) => name) ?? []
  return (
    <Select
      label={w.branch}
      placeholder={branches.isPending ? w.loading : undefined}
      searchable
      allowDeselect={false}
      data={value && !names.includes(value) ? [value, ...names] : names}
      value={value || null}
      onChange={(name) => name && onChange(name)}
      error={branches.error?.message}
    />
  )
}

const parentOf = (folder: string) => folder.split('/').slice(0, -1).join('/') || '/'

/** A folder, found by opening one inside the other. Choosing a folder shows what is inside it. */
function FolderField({
  label,
  hint,
  place,
  value = '',
  onChange,
  error,
}: {
  label: string
  hint: string
  place: Place
  value?: string
  onChange: (folder: string) => void
  error?: unknown
}) {
  const folder = value || '/'
  const { connectionId, repository, branch } = place
  const folders = useQuery({
    queryKey: ['github_directories', place, folder],
    queryFn: () =>
      get('/api/github/directories', {
        query: { connection_id: connectionId, repository, branch, path: folder, page_size: 100 },
      }),
    placeholderData: (before) => before,
  })
  const inside = folders.data?.items.map(({ path }) => ({ value: path, label: path })) ?? []
  const options = [
    { value: 'none', label: w.noFolder },
    { value: '/', label: w.wholeRepository },
    ...(value && value !== '/' ? [{ value, label: value }] : []),
    ...(value && value !== '/' && parentOf(value) !== '/'
      ? [{ value: parentOf(value), label: `${w.up}: ${parentOf(value)}` }]
      : []),
    ...inside.filter((option) => option.value !== value),
  ]
  return (
    <Select
      label={label}
      description={hint}
      placeholder={w.noFolder}
      allowDeselect={false}
      data={options}
      value={value || 'none'}
      onChange={(chosen) => chosen && onChange(chosen === 'none' ? '' : chosen)}
      error={(error as string | undefined) ?? folders.error?.message}
    />
  )
}
