import { Button, Group, Select } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { type DragEvent, useState } from 'react'
import { post } from '#api/client.ts'
import { refresh } from '#api/refresh.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { IconUpload } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import classes from './importing.module.css'
import { kinds, t } from './strings.ts'

const w = t.upload
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const sizeOf = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** The first step: the kind of records and the file. The file is read and checked without writing anything. */
export default function NewImport() {
  const go = useGo()
  const queryClient = useQueryClient()
  const search: Search = useSearch({ strict: false })
  const [kind, setKind] = useState<string>(kinds.find((name) => name === search.kind) ?? 'aircraft')
  const [file, setFile] = useState<File | null>(null)
  const [isOver, setOver] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    setFile(event.dataTransfer.files[0] ?? null)
  }
  const check = async () => {
    if (!file) return setError(new Error(w.none))
    setBusy(true)
    setError(null)
    try {
      const record = await post('/api/integrations/imports', {
        query: { kind, filename: file.name },
        body: file,
        headers: { 'Content-Type': /\.xlsx$/i.test(file.name) ? xlsx : 'text/csv' },
      })
      await refresh(queryClient, ['import'])
      await go(`/settings/integrations/imports/${record.id}`)
    } catch (refused) {
      setError(refused)
      setBusy(false)
    }
  }

  return (
    <>
      <PageHeader title={w.title} back={{ to: '/settings/integrations/imports', label: w.back }} />
      <form
        noValidate
        className={classes.upload}
        onSubmit={(event) => {
          event.preventDefault()
          void check()
        }}
      >
        <Select
          label={w.kind}
          allowDeselect={false}
          value={kind}
          onChange={(next) => setKind(next ?? kind)}
          data={kinds.map((value) => ({ value, label: t.kinds[value] ?? value }))}
        />
        <label
          className={classes.drop}
          data-over={isOver || undefined}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <IconUpload size={22} aria-hidden />
          <strong>{file ? w.chosen(file.name, sizeOf(file.size)) : w.drop}</strong>
          <span className="dim">{w.hint}</span>
          <input
            type="file"
            accept={`.csv,.tsv,.txt,.xlsx,text/csv,${xlsx}`}
            aria-label={w.file}
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        {error ? <ErrorState error={error} /> : null}
        <Group justify="flex-end">
          <Button size="sm" type="submit" loading={isBusy} disabled={!file}>
            {w.submit}
          </Button>
        </Group>
      </form>
    </>
  )
}
