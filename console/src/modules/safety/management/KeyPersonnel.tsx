import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { useToday } from '#shell/useToday.ts'
import { FieldDialog, type FieldsOf } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { t } from './strings.ts'

const w = t.keyPersonnel
type KeyPerson = Answer<'GET', '/api/v1/sms/key-personnel/{id}'>
type Dialog = { kind: 'add' } | { kind: 'edit' | 'end'; person: KeyPerson }

const columnsOn = (today: string): Column<KeyPerson>[] => [
  {
    id: 'function',
    header: w.function,
    cell: (person) => labelOf('key_person.function', person.function),
    text: (person) => labelOf('key_person.function', person.function),
  },
  { id: 'name', header: w.name, cell: (person) => person.name, text: (person) => person.name },
  {
    id: 'since',
    header: w.since,
    sort: 'sinceOn',
    cell: (person) => <DateOf on={person.sinceOn} />,
    text: (person) => person.sinceOn,
    isWide: true,
  },
  {
    id: 'until',
    header: w.until,
    cell: (person) =>
      person.untilOn === null ? null : (
        <>
          <DateOf on={person.untilOn} />{' '}
          {person.untilOn < today ? <StatusBadge tone="neutral">{w.ended}</StatusBadge> : null}
        </>
      ),
    text: (person) => person.untilOn,
    isWide: true,
  },
  {
    id: 'contact',
    header: w.contact,
    cell: (person) => person.contact,
    text: (person) => person.contact,
    isWide: true,
  },
  {
    id: 'responsibilities',
    header: w.responsibilities,
    cell: (person) => person.responsibilities,
    text: (person) => person.responsibilities,
    isOptional: true,
  },
]
const filters: Filter[] = [
  { id: 'function', label: w.function, options: optionsOf('key_person.function') },
  { id: 'current', label: w.current, options: t.yesNo },
]

const fieldsOf = (today: string, person?: KeyPerson): FieldsOf<'POST /api/v1/sms/key-personnel'> => [
  { name: 'function', label: w.function },
  { name: 'name', label: w.name },
  { name: 'sinceOn', label: w.since, initial: today },
  { name: 'contact', label: w.contact, hint: w.contactHint },
  { name: 'responsibilities', label: w.responsibilities },
  // A new entry has no end yet. One entered by mistake can be removed.
  ...(person?.untilOn ? [{ name: 'untilOn', label: w.until } as const] : []),
]

/** 14 CFR 5.23 and 5.25: who is accountable for what, and since when. */
export default function KeyPersonnel() {
  const can = useCan()
  const today = useToday()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const actionsOf = (person: KeyPerson) => (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={w.editOf(person.name)}
        onClick={() => setDialog({ kind: 'edit', person })}
      >
        {t.edit}
      </Button>
      {person.untilOn === null ? (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={w.endOf(person.name)}
          onClick={() => setDialog({ kind: 'end', person })}
        >
          {w.end}
        </Button>
      ) : null}
    </>
  )
  return (
    <>
      <RecordList
        id="key-personnel"
        subject="key_person"
        words={w}
        columns={columnsOn(today)}
        filters={filters}
        load={(query) => get('/api/v1/sms/key-personnel', { query })}
        rowName={(person) => person.name}
        rowActions={can('updateKeyPerson') ? actionsOf : undefined}
        create={can('createKeyPerson') && { open: () => setDialog({ kind: 'add' }) }}
      />
      {dialog ? <PersonDialog dialog={dialog} onClose={() => setDialog(null)} /> : null}
    </>
  )
}

function PersonDialog({ dialog, onClose }: { dialog: Dialog; onClose: () => void }) {
  const today = useToday()
  const common = { changes: ['key_person'], submitLabel: w.save, done: w.saved, onClose }
  if (dialog.kind === 'add')
    return (
      <FieldDialog
        {...common}
        title={w.create}
        write="POST /api/v1/sms/key-personnel"
        fields={fieldsOf(today)}
      />
    )
  const { kind, person } = dialog
  return (
    <FieldDialog
      {...common}
      write="PATCH /api/v1/sms/key-personnel/{id}"
      path={{ id: person.id }}
      record={person}
      {...(kind === 'edit'
        ? { title: w.editTitle, fields: fieldsOf(today, person) }
        : {
            title: w.endTitle(person.name, labelOf('key_person.function', person.function)),
            submitLabel: w.endSave,
            fields: [{ name: 'untilOn', label: w.lastDay, initial: today, isRequired: true }],
          })}
    />
  )
}
