import { valuesOf } from '#api/choice.ts'
import { sentence } from '#api/sentence.ts'
import type { Role } from '#api/types.ts'
import { s } from '../../strings.ts'
import { Checkbox } from '../Checkbox.ts'
import classes from './RolePicker.module.css'

const order: readonly Role[] = valuesOf('member.roles')
export const roleNames = (roles: Role[]) =>
  order
    .filter((role) => roles.includes(role))
    .map(sentence)
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
            label={sentence(role)}
            disabled={role === 'account_owner'}
          />
        ))}
      </div>
    </Checkbox.Group>
  )
}
