import { ActionIcon, Button, Group, Select } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { optionsOf } from '#api/choice.ts'
import { RecordField } from '#ui/form/RecordField.tsx'
import { IconPlus, IconX } from '#ui/icons.ts'
import type { CrewRow, FlightForm } from './flightForm.ts'
import classes from './flights.module.css'
import { t } from './strings.ts'

const w = t.form
const roles = optionsOf('flight.crew.role')
const another: CrewRow = { crewId: null, role: 'instructor' }

/** The people on board and their roles. */
export function CrewFields({ form }: { form: UseFormReturnType<FlightForm> }) {
  return (
    <>
      {form.values.crew.map((_, at) => (
        <div key={at} className={classes.member}>
          <RecordField
            kind="crew_member"
            label={w.person(at + 1)}
            {...form.getInputProps(`crew.${at}.crewId`)}
          />
          <Select
            label={w.role(at + 1)}
            data={roles}
            allowDeselect={false}
            {...form.getInputProps(`crew.${at}.role`)}
          />
          {form.values.crew.length > 1 ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              mt={22}
              aria-label={w.removePerson(at + 1)}
              onClick={() => form.removeListItem('crew', at)}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          ) : null}
        </div>
      ))}
      <Group>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => form.insertListItem('crew', another)}
        >
          {w.addPerson}
        </Button>
      </Group>
    </>
  )
}
