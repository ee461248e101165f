import { sentence } from '#api/sentence.ts'
import type { Role } from '#api/types.ts'
import { s } from '../../strings.ts'
import { Checkbox } from '../Checkbox.ts'
import classes from './RolePicker.module.css'
import { roleOrder } from './roleNames.ts'

type Props = { value: Role[]; onChange: (roles: Role[]) => void; error?: React.ReactNode }

/** Checkboxes for roles. Ownership is transferred elsewhere, so that there is always exactly one owner. */
export function RolePicker({ value, onChange, error }: Props) {
  return (
    <Checkbox.Group
      label={s.rolesOfMember}
      value={value}
      error={error}
      onChange={(roles) => onChange(roleOrder.filter((role) => roles.includes(role)))}
    >
      <div className={classes.roles}>
        {roleOrder.map((role) => (
          <Checkbox
            key={role}
            size="sm"
            value={role}
            label={sentence(role)}
            disabled={role === 'account_owner'}
          />
        ))}
      </div>
    </Checkbox.Group>
  )
}
