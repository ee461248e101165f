import type { SelectProps } from '@mantine/core'
import { get } from '#api/client.ts'
import { RecordSelect } from '#ui/form/RecordSelect.tsx'

/** A field to choose a customer of the FBO by company. */
export function CustomerField(props: Omit<SelectProps, 'data'>) {
  return (
    <RecordSelect
      {...props}
      subject="fbo_customer"
      find={async (search) =>
        (
          await get('/api/v1/fbo/customers', { query: { search: search || undefined, page_size: 30 } })
        ).items.map((customer) => ({ value: customer.id, label: customer.company }))
      }
      byId={async (id) => ({
        value: id,
        label: (await get('/api/v1/fbo/customers/{id}', { path: { id } })).company,
      })}
    />
  )
}
