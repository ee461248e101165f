import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Person } from '#api/types.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { t } from './strings.ts'

const w = t.birthOn

/** Shown to the person themselves and to members who keep medicals. */
export function BirthDate({ person }: { person: Pick<Person, 'id' | 'displayName'> }) {
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  const stored = useQuery({
    queryKey: ['crew_member', person.id, 'birth-date'],
    queryFn: () => get('/api/v1/ops/crew/{id}/birth-date', { path: { id: person.id } }),
  })
  return (
    <Section
      title={w.title}
      actions={
        can('putBirthDate') ? (
          <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
            {w.edit}
          </Button>
        ) : null
      }
    >
      <Loaded query={stored}>
        {(record) => (
          <>
            <p>
              {record.birthOn ? <DateOf on={record.birthOn} /> : w.none} <span className="dim">{w.hint}</span>
            </p>
            {isEditing ? (
              <FieldDialog
                title={w.editTitle(person.displayName)}
                submitLabel={w.save}
                done={w.saved}
                changes={['crew_member']}
                write="PUT /api/v1/ops/crew/{id}/birth-date"
                path={{ id: person.id }}
                record={record}
                body={({ birthOn }) => ({ birthOn: (birthOn as string | undefined) ?? null })}
                fields={[{ name: 'birthOn', label: w.title }]}
                onClose={() => setEditing(false)}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </Section>
  )
}
