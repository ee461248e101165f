import { ActionIcon, Button, Group, Select } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import type { RecordOf } from '#api/record.ts'
import { RecordField } from '#ui/form/RecordField.tsx'
import { IconPlus, IconX } from '#ui/icons.ts'
import classes from './people.module.css'
import { t } from './strings.ts'

const w = t.form
const roles = optionsOf('planning_session.participants.role')

type Role = RecordOf<'planning_session'>['participants'][number]['role']
export type PersonRow = { crewId: string | null; role: Role }
export const nobody: PersonRow = { crewId: null, role: 'student' }

/** The rows that name somebody, as the API takes them. */
export const participantsOf = (rows: readonly PersonRow[]) =>
  rows.flatMap(({ crewId, role }) => (crewId === null ? [] : [{ crewId, role }]))

// As much of a form as the rows need, whatever else it has.
type RowsForm = {
  getInputProps: (path: string) => object
  insertListItem: (path: 'participants', row: PersonRow) => void
  removeListItem: (path: 'participants', at: number) => void
}

/** Who takes part in a booking, and as what. */
export function PeopleFields({ form, rows }: { form: RowsForm; rows: readonly PersonRow[] }) {
  return (
    <>
      {rows.map((_, at) => (
        <div key={at} className={classes.person}>
          <RecordField
            kind="crew_member"
            label={w.person(at + 1)}
            clearable
            {...form.getInputProps(`participants.${at}.crewId`)}
          />
          <Select
            label={w.role(at + 1)}
            data={roles}
            allowDeselect={false}
            {...form.getInputProps(`participants.${at}.role`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            mt={22}
            aria-label={w.removePerson(at + 1)}
            onClick={() => form.removeListItem('participants', at)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Group mb="xs">
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => form.insertListItem('participants', nobody)}
        >
          {w.addPerson}
        </Button>
      </Group>
    </>
  )
}
