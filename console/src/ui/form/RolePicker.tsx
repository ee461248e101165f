import { Checkbox } from '@mantine/core'
import type { Role } from '#api/types.ts'
import { s } from '../../strings.ts'
import classes from './RolePicker.module.css'

const names: Record<string, string> = s.roles
const order = Object.keys(names)
export const roleNames = (roles: Role[]) =>
  order
    .filter((role) => roles.includes(role))
    .map((role) => names[role])
    .join(', ')

type Props = { value: Role[]; onChange: (roles: Role[]) => void; error?: React.ReactNode }

/** Checkboxes for roles. Ownership is transferred elsewhere, so that there is always exactly one owner. */
export function RolePicker({ value, onChange, error }: Props) {
  return (
    <Checkbox.Group
      label={s.rolesOfMember}
      value={value}
      error={error}
      onChange={(roles) => onChange(order.filter((role) => roles.includes(role)))}
    >
      <div className={classes.roles}>
        {order.map((role) => (
          <Checkbox
            key={role}
            size="sm"
            value={role}
            label={names[role]}
            disabled={role === 'account_owner'}
          />
        ))}
      </div>
    </Checkbox.Group>
  )
}
